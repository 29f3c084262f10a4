package dev.foresight.scorer.statistics;

/**
 * The unbiased estimator of pass@k (Chen et al. 2021, "Evaluating Large Language Models Trained on
 * Code"): the chance that k samples drawn without replacement from n, of which c are right, hold a
 * right one. Beside it, from the same counts, pass^k: the chance that all k are right.
 *
 * <pre>{@code
 * double half = PassAtKEstimator.estimate(200, 1, 100);
 * }</pre>
 *
 * <p>Every method takes n samples, 0..n of them right and k of 1..n, and throws {@link
 * IllegalArgumentException} outside these ranges: with fewer than k samples pass@k is not defined,
 * and a value for it would be an invention.
 */
public final class PassAtKEstimator {
  private PassAtKEstimator() {}

  /**
   * pass@k: 1 - C(n-c, k) / C(n, k).
   *
   * @param n samples drawn
   * @param c samples right
   * @param k samples allowed
   */
  public static double estimate(int n, int c, int k) {
    check(n, c, k);
    return 1 - allOf(n - c, n, k);
  }

  /** pass^k: C(c, k) / C(n, k), unbiased as well. */
  public static double allRight(int n, int c, int k) {
    check(n, c, k);
    return allOf(c, n, k);
  }

  /** pass@1 to pass@n, at 0 to n - 1. */
  static double[] curve(int n, int c) {
    check(n, c, 1);
    var curve = new double[n];
    double allWrong = 1;
    for (int drawn = 0; drawn < n; drawn++) {
      allWrong *= (double) Math.max(0, n - c - drawn) / (n - drawn);
      curve[drawn] = 1 - allWrong;
    }
    return curve;
  }

  /**
   * Estimates the variance of {@link #estimate} over drawing the n samples again, for the same
   * problem: what of its noise is due to sampling.
   *
   * <p>Where every sample is right with chance p and q = 1 - p, the estimator's complement w =
   * C(n-c, k) / C(n, k) has the mean q^k, so its variance is E[w²] - q^2k. For 2k up to n, q^2k has
   * an unbiased estimator itself, C(n-c, 2k) / C(n, 2k), and w² less that is unbiased for the
   * variance (and never negative). For larger k no unbiased one exists, since the variance is a
   * polynomial in p of a degree above n: c/n is put in for p instead, which says 0 where no sample
   * or every sample is right.
   *
   * <p>For {@link #allRight} it is that of n - c right samples.
   */
  public static double samplingVariance(int n, int c, int k) {
    check(n, c, k);
    if (2 * k > n) {
      return pluggedInVariance(n, c, k);
    }
    double allWrong = allOf(n - c, n, k);
    return Math.max(0, allWrong * allWrong - allOf(n - c, n, 2 * k));
  }

  /** Sums over what c could have been; with c right of n, w(c+1) = w(c) (n-c-k) / (n-c). */
  private static double pluggedInVariance(int n, int c, int k) {
    if (c == 0 || c == n) {
      return 0;
    }
    double logOdds = StrictMath.log((double) c / (n - c));
    double logChance = n * StrictMath.log1p(-(double) c / n);
    double allWrong = 1;
    double mean = 0;
    double square = 0;
    for (int right = 0; right <= n - k; right++) {
      double chance = StrictMath.exp(logChance);
      mean += chance * allWrong;
      square += chance * allWrong * allWrong;
      allWrong *= (double) (n - right - k) / (n - right);
      logChance += logOdds + StrictMath.log((double) (n - right) / (right + 1));
    }
    return Math.max(0, square - mean * mean);
  }

  /** C(some, k) / C(n, k), as the product of 1 - k/i over the n - some largest i up to n. */
  private static double allOf(int some, int n, int k) {
    if (some < k) {
      return 0;
    }
    double share = 1;
    for (int i = some + 1; i <= n; i++) {
      share *= 1 - (double) k / i;
    }
    return share;
  }

  private static void check(int n, int c, int k) {
    if (k < 1 || n < k) {
      throw new IllegalArgumentException("pass@" + k + " is not defined for " + n + " samples");
    }
    if (c < 0 || c > n) {
      throw new IllegalArgumentException(c + " right of " + n + " samples");
    }
  }
}
