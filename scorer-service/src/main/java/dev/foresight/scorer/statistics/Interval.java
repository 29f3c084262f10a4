package dev.foresight.scorer.statistics;

/** A confidence interval, both ends included. */
public record Interval(double lower, double upper) {}
