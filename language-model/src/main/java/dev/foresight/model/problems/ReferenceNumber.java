package dev.foresight.model.problems;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a reference answer is a number as graders read it: "1,450", "-$3", "12.50", "3/4", "20%"
 * or "18 eggs". A sample can never be right, and its problem never be done, where it is not.
 */
final class ReferenceNumber {
  private static final String MARKS = "[\\s:=*_~`\"'(\\[{]*";
  private static final String CURRENCY = "(?:\\\\?\\$|US\\$|USD|[£€¥₹])?\\s?";
  private static final Pattern NUMBER =
      Pattern.compile(
          MARKS
              + "[+-]?"
              + CURRENCY
              + "[+-]?"
              + "(?<digits>(?:\\d{1,3}(?:,\\d{3})+|\\d{1,3}(?: \\d{3})+|\\d+)(?:\\.\\d+)?|\\.\\d+)"
              + "(?:[eE][+-]?\\d{1,2})?"
              + "(?: ?/ ?(?<denominator>\\d+))?"
              + "[\\s.%]*(?:[a-zA-Z][a-zA-Z ]*)?");

  private ReferenceNumber() {}

  static boolean matches(String reference) {
    String plain =
        reference
            .replace('\u2212', '-')
            .replace('\ufe63', '-')
            .replace('\uff0d', '-')
            .replace("{,}", ",")
            .replaceAll("[\u00a0\u2007\u2009\u202f]", " ");
    Matcher matcher = NUMBER.matcher(plain.strip());
    return matcher.matches() && (matcher.group("denominator") == null || isFinite(matcher));
  }

  /** Whether the fraction is a decimal that ends. */
  private static boolean isFinite(Matcher fraction) {
    try {
      var unused =
          new BigDecimal(fraction.group("digits").replaceAll("[, ]", ""))
              .divide(new BigDecimal(fraction.group("denominator")));
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }
}
