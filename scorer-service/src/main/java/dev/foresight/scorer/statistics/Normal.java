package dev.foresight.scorer.statistics;

/** The standard normal distribution, to about twelve digits within eight deviations. */
final class Normal {
  private static final double FARTHEST = 8;
  private static final int HALVINGS = 60;

  private Normal() {}

  /** The chance of a value up to {@code z}, by its power series about 0. */
  static double cumulative(double z) {
    if (Math.abs(z) > FARTHEST) {
      return z < 0 ? 0 : 1;
    }
    double term = z;
    double sum = z;
    for (int odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
      term *= z * z / odd;
      sum += term;
    }
    return 0.5 + sum * StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI);
  }

  /** The value that {@code chance}, 0..1, is the chance of not exceeding; by halving. */
  static double quantile(double chance) {
    double low = -FARTHEST;
    double high = FARTHEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (cumulative(middle) < chance) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
