package dev.foresight.scorer.statistics;

import java.util.Collection;

/**
 * How much a value differs between training seeds: what a bootstrap over problems cannot see.
 *
 * @param seeds two or more
 * @param standardDeviation over seeds, the sample's
 * @param lowest of the values
 * @param highest of the values
 */
public record SeedSpread(int seeds, double standardDeviation, double lowest, double highest) {

  /**
   * Of a value for each seed.
   *
   * @throws IllegalArgumentException for fewer than two
   */
  public static SeedSpread of(Collection<Double> values) {
    if (values.size() < 2) {
      throw new IllegalArgumentException("one seed has no spread");
    }
    var summary = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    double squares =
        values.stream().mapToDouble(value -> square(value - summary.getAverage())).sum();
    return new SeedSpread(
        values.size(),
        Math.sqrt(squares / (values.size() - 1)),
        summary.getMin(),
        summary.getMax());
  }

  private static double square(double value) {
    return value * value;
  }
}
