package dev.foresight.scorer.grading;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people and models write numbers: "-$1,800.00", "9{,}500", "1 800", "1.8e3", "3/4". */
final class Notation {
  private static final String CURRENCY = "(?:US\\$|USD|[$£€¥₹])[ ]?";
  // Atomic: a number is taken whole or not at all.
  private static final String DIGITS =
      "(?>(?:\\d{1,3}(?:,\\d{3})++(?!\\d)|\\d{1,3}(?: \\d{3})++(?!\\d)|\\d++)(?:\\.\\d++)?+"
          + "|\\.\\d++)(?:[eE][+-]?\\d{1,2}(?!\\w))?+";
  private static final String OPERAND = "[+-]?(?:" + CURRENCY + ")?[+-]?" + DIGITS + "%?";
  private static final Pattern THIN = Pattern.compile("\\\\[,;!]|[\\u00a0\\u2007\\u2009\\u202f]");
  private static final Map<String, BigDecimal> SCALES =
      Map.of(
          "hundred", new BigDecimal("1e2"),
          "thousand", new BigDecimal("1e3"),
          "million", new BigDecimal("1e6"),
          "billion", new BigDecimal("1e9"),
          "trillion", new BigDecimal("1e12"));

  /** What may stand between a phrase and its number: spaces, markdown, LaTeX, a currency. */
  static final String LEAD =
      "(?:[\\s:=*_~`\"'(\\[{£€¥₹$]|\\\\(?:boxed|text|textbf|mathbf|\\(|\\[)|US(?=\\$)|USD)*+";

  /** "9*2 =" before the number it comes to. */
  static final String WORKING =
      "(?:" + OPERAND + "(?:\\s*[-+*/×÷x]\\s*" + OPERAND + ")+\\s*=" + LEAD + ")?+";

  /** What any number begins with: looked for first, since most characters do not. */
  static final String BEGINNING = "(?=[-+.\\d$£€¥₹U])";

  /** A number with the named groups that {@link #read} wants. */
  static final String NUMBER =
      "(?<sign>[+-])?(?:"
          + CURRENCY
          + ")?(?<inner>[+-])?(?<digits>"
          + DIGITS
          + ")"
          + "(?:[ ]?/[ ]?(?<denominator>\\d++))?+"
          + "(?:\\s+(?<scale>hundred|thousand|million|billion|trillion)\\b)?+";

  private Notation() {}

  /** {@code text} with one kind of minus, of space and of thousands separator. */
  static String plain(String text) {
    if (text.chars().allMatch(Notation::isPlain)) {
      return text;
    }
    var minus = text.replace('\u2212', '-').replace('\ufe63', '-').replace('\uff0d', '-');
    var money = minus.replace("\\$", "$").replace("\\%", "%").replace("{,}", ",");
    return THIN.matcher(money).replaceAll(" ");
  }

  private static boolean isPlain(int character) {
    return character < 0x80 && character != '\\' && character != '{';
  }

  /** The number that {@code found} stands on; nothing where a fraction has no finite decimal. */
  static Optional<Answer> read(Matcher found) {
    var value = new BigDecimal(found.group("digits").replaceAll("[, ]", ""));
    boolean negative = "-".equals(found.group("sign")) ^ "-".equals(found.group("inner"));
    var signed = negative ? value.negate() : value;
    var scale = found.group("scale");
    var scaled = scale == null ? signed : signed.multiply(SCALES.get(scale));
    var denominator = found.group("denominator");
    return denominator == null
        ? Optional.of(new Answer(scaled))
        : quotient(scaled, new BigDecimal(denominator));
  }

  private static Optional<Answer> quotient(BigDecimal value, BigDecimal denominator) {
    try {
      return Optional.of(new Answer(value.divide(denominator)));
    } catch (ArithmeticException endless) {
      return Optional.empty();
    }
  }
}
