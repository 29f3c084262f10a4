package dev.foresight.scorer.results;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers of tokens as people say them. */
final class Tokens {
  private static final String[] UNITS = {"", "k", "M", "B", "T"};

  private Tokens() {}

  /** Three digits and a unit: 0, 512, 1.5M, 200B. */
  static String text(long tokens) {
    var scaled = new BigDecimal(tokens).round(new MathContext(3));
    int unit = 0;
    while (unit < UNITS.length - 1 && scaled.compareTo(BigDecimal.valueOf(1000)) >= 0) {
      scaled = scaled.movePointLeft(3);
      unit++;
    }
    return scaled.stripTrailingZeros().toPlainString() + UNITS[unit];
  }
}
