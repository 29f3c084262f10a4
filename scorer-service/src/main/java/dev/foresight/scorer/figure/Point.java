package dev.foresight.scorer.figure;

/**
 * pass@k at one temperature.
 *
 * @param value 0..1
 * @param lower end of its interval
 * @param upper end of its interval
 * @param complete false draws it hollow: samples are still missing
 */
public record Point(
    double temperature, double value, double lower, double upper, boolean complete) {}
