package dev.foresight.scorer.statistics;

import java.util.Arrays;

/**
 * Where the ends of a percentile interval have to be looked for so that it holds the truth as often
 * as it says although the mean's distribution is skew: the bias-corrected and accelerated bootstrap
 * (Efron 1987, "Better Bootstrap Confidence Intervals"). Without it 90% intervals of a rate of 5%
 * over 300 problems hold the truth 87.7% of the time.
 *
 * @param bias normal quantile of the share of resampled means below the mean
 * @param acceleration a sixth of the mean's skewness
 */
record Correction(double bias, double acceleration) {
  /** Closer values are equal but for rounding. */
  static final double EQUAL = 1e-12;

  /**
   * Of a series.
   *
   * @param values by problem
   * @param sorted its resampled means, ascending
   */
  static Correction of(double[] values, double[] sorted) {
    double mean = MeanEstimate.mean(values);
    double squares = Arrays.stream(values).map(value -> Math.pow(value - mean, 2)).sum();
    if (squares < EQUAL) {
      return new Correction(0, 0);
    }
    double cubes = Arrays.stream(values).map(value -> Math.pow(value - mean, 3)).sum();
    double below = Arrays.stream(sorted).filter(resampled -> resampled < mean - EQUAL).count();
    double equal = Arrays.stream(sorted).filter(r -> Math.abs(r - mean) <= EQUAL).count();
    double share = (below + equal / 2) / sorted.length;
    return new Correction(Normal.quantile(share), cubes / (6 * squares * StrictMath.sqrt(squares)));
  }

  /** The share of resampled means below the end of an interval with {@code tail} outside of it. */
  double share(double tail) {
    double z = bias + Normal.quantile(tail);
    return Normal.cumulative(bias + z / (1 - acceleration * z));
  }

  /** The tail outside of an interval with {@code share} of resampled means below its end. */
  double tail(double share) {
    double z = Normal.quantile(share) - bias;
    return Normal.cumulative(z / (1 + acceleration * z) - bias);
  }
}
