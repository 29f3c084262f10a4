package dev.foresight.scorer.statistics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Chances from binomial coefficients in rational arithmetic. */
final class Exact {
  private Exact() {}

  /** C(some, k) / C(n, k). */
  static double allOf(int some, int n, int k) {
    return new BigDecimal(binomial(some, k))
        .divide(new BigDecimal(binomial(n, k)), MathContext.DECIMAL128)
        .doubleValue();
  }

  static double passAtK(int n, int c, int k) {
    var all = binomial(n, k);
    var some = new BigDecimal(all.subtract(binomial(n - c, k)));
    return some.divide(new BigDecimal(all), MathContext.DECIMAL128).doubleValue();
  }

  /** The chance of c right samples of n where each is right with chance p. */
  static double chance(int n, int c, double p) {
    return binomial(n, c).doubleValue() * Math.pow(p, c) * Math.pow(1 - p, n - c);
  }

  private static BigInteger binomial(int n, int k) {
    if (k > n) {
      return BigInteger.ZERO;
    }
    var product = BigInteger.ONE;
    for (int i = 1; i <= k; i++) {
      product = product.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return product;
  }
}
