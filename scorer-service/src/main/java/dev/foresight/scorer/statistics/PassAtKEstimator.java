package dev.foresight.scorer.statistics;

/**
 * The unbiased estimator of pass@k (Chen et al. 2021, "Evaluating Large Language Models Trained on
 * Code"): the chance that k samples drawn without replacement from n, of which c are right, hold a
 * right one.
 *
 * <pre>{@code
 * double half = PassAtKEstimator.estimate(200, 1, 100);
 * }</pre>
 */
public final class PassAtKEstimator {
  private PassAtKEstimator() {}

  /**
   * 1 - C(n-c, k) / C(n, k), as the product of 1 - k/i over the c largest i up to n.
   *
   * @param n samples drawn
   * @param c samples right, 0..n
   * @param k samples allowed, 1..n
   * @throws IllegalArgumentException outside these ranges: with fewer than k samples pass@k is not
   *     defined, and a value for it would be an invention
   */
  public static double estimate(int n, int c, int k) {
    if (k < 1 || n < k) {
      throw new IllegalArgumentException("pass@" + k + " is not defined for " + n + " samples");
    }
    if (c < 0 || c > n) {
      throw new IllegalArgumentException(c + " right of " + n + " samples");
    }
    if (n - c < k) {
      return 1;
    }
    double allWrong = 1;
    for (int i = n - c + 1; i <= n; i++) {
      allWrong *= 1 - (double) k / i;
    }
    return 1 - allWrong;
  }
}
