package dev.foresight.scorer.grading;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A number that answers a problem. Equal answers are equal numbers: 18, 18.00 and 1.8e1 are one
 * answer, and 0.2 is not 20.
 *
 * @param value without trailing zeros
 */
public record Answer(BigDecimal value) {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:(?s:.*)####)?" + Notation.LEAD + Notation.NUMBER + "[\\s.%]*(?:[a-zA-Z][a-zA-Z ]*)?");

  /** Takes {@code value} in its shortest form. */
  public Answer {
    value = value.stripTrailingZeros();
  }

  /**
   * Reads a reference answer: a number such as "1,450" or "-$3", alone or after "####".
   *
   * @throws IllegalArgumentException if {@code text} is not a number; nothing could ever be right
   */
  public static Answer reference(String text) {
    var matcher = REFERENCE.matcher(Notation.plain(text).strip());
    Optional<Answer> answer = matcher.matches() ? Notation.read(matcher) : Optional.<Answer>empty();
    return answer.orElseThrow(
        () -> new IllegalArgumentException("the reference answer '" + text + "' is not a number"));
  }

  /** The number in plain digits, such as "1800". */
  @Override
  public String toString() {
    return value.toPlainString();
  }
}
