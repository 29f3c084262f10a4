package dev.foresight.scorer.statistics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A mean over problems and how far it can be trusted.
 *
 * @param value the mean
 * @param interval90 90% bootstrap interval over problems: how much other problems would change it
 * @param interval95 the 95% one
 * @param problems that entered
 */
public record MeanEstimate(double value, Interval interval90, Interval interval95, int problems) {

  /**
   * Of several series of the same problems, which share every draw.
   *
   * @param series [series][problem], at least one problem
   */
  public static List<MeanEstimate> of(double[][] series, Bootstrap bootstrap) {
    var resamples = bootstrap.resample(series);
    return IntStream.range(0, series.length)
        .mapToObj(s -> of(series[s], resamples.interval(s, 90), resamples.interval(s, 95)))
        .toList();
  }

  private static MeanEstimate of(double[] values, Interval interval90, Interval interval95) {
    return new MeanEstimate(mean(values), interval90, interval95, values.length);
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
