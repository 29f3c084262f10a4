package dev.foresight.scorer.statistics;

import java.util.Arrays;

/** The means of some series over resamples. */
public final class Resamples {
  // [series][resample], ascending
  private final double[][] means;
  private final Correction[] corrections;

  /**
   * Sorts {@code means} and keeps them.
   *
   * @param means [series][resample]
   * @param series that they are of, [series][problem]
   */
  Resamples(double[][] means, double[][] series) {
    this.means = means;
    Arrays.stream(means).forEach(Arrays::sort);
    corrections = new Correction[series.length];
    Arrays.setAll(corrections, s -> Correction.of(series[s], means[s]));
  }

  /**
   * The interval of a series' mean: the middle of its resampled means, corrected for skewness.
   *
   * @param percent of the time that the interval should hold the truth, such as 90
   */
  public Interval interval(int series, int percent) {
    double tail = (100 - percent) / 200.0;
    return new Interval(
        quantile(series, corrections[series].share(tail)),
        quantile(series, corrections[series].share(1 - tail)));
  }

  /** The mean with {@code share} below it; towards the outside where that is between two. */
  private double quantile(int series, double share) {
    var sorted = means[series];
    boolean low = share < 0.5;
    int outside = (int) ((low ? share : 1 - share) * sorted.length + Correction.EQUAL);
    return sorted[low ? outside : sorted.length - 1 - outside];
  }

  /**
   * How surprising a series' mean would be if it were 0: the two-sided level at which its interval
   * just reaches 0, as far as the number of resamples can tell.
   */
  public double pValue(int series) {
    var sorted = means[series];
    var correction = corrections[series];
    long below = Arrays.stream(sorted).filter(mean -> mean < Correction.EQUAL).count();
    long above = Arrays.stream(sorted).filter(mean -> mean > -Correction.EQUAL).count();
    double lower = correction.tail(share(below, sorted.length));
    double upper = 1 - correction.tail(1 - share(above, sorted.length));
    return Math.min(1, 2 * Math.min(lower, upper));
  }

  private static double share(long count, int resamples) {
    return Math.min(count + 1, resamples) / (resamples + 1.0);
  }
}
