package dev.foresight.benchmarks.training;

/**
 * What one turn of one program measured.
 *
 * @param tokensPerSecond tokens trained on
 * @param flopsPerSecond of the large product in the same precision, right before
 */
record Round(double tokensPerSecond, double flopsPerSecond) {}
