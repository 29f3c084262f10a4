package dev.foresight.scorer.grading;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A named and versioned way to read the final answer off a completion. What a name means never
 * changes: a better reading is a new version beside the old one.
 *
 * <pre>{@code
 * var answer = GradingPolicy.FLEXIBLE_1.answer("9 * 2 = 18. The answer is $18.00.");
 * boolean right = answer.equals(Optional.of(Answer.reference("18")));
 * }</pre>
 */
public enum GradingPolicy {
  /** The number after "The answer is" or "####"; of several the last. */
  STRICT_1("strict-1") {
    @Override
    Optional<Answer> find(String text) {
      return anchored(text);
    }
  },

  /** As strict-1; where it finds nothing, the last number of the text. */
  FLEXIBLE_1("flexible-1") {
    @Override
    Optional<Answer> find(String text) {
      return anchored(text).or(() -> last(NUMBER.matcher(text)));
    }
  };

  private static final Pattern RUN_ON = Pattern.compile("(?:^|(?<=\\s))Question:");

  // A number that goes on, as in "18 - 3" or "1,25", is no final answer.
  private static final Pattern ANCHORED =
      Pattern.compile(
          "(?:(?i:\\bthe\\s+(?:final\\s+|correct\\s+)?answer\\s+is\\b)|####)"
              + Notation.LEAD
              + Notation.WORKING
              + Notation.NUMBER
              + "(?!,?\\d|[ ]*[-+*/×÷^x][ ]*[$£€]?\\d)");

  private static final Pattern NUMBER =
      Pattern.compile("(?<!\\w)(?<!\\d\\.)(?<!\\)(?=[+-]))" + Notation.NUMBER);

  private final String id;

  GradingPolicy(String id) {
    this.id = id;
  }

  /** The name with its version, such as "strict-1". */
  public String id() {
    return id;
  }

  /** The policy of that name, if there is one. */
  public static Optional<GradingPolicy> of(String id) {
    return Arrays.stream(values()).filter(policy -> policy.id.equals(id)).findFirst();
  }

  /**
   * The final answer of {@code completion}. What follows the start of another question is the model
   * talking to itself, and is not read. (The sampler has cut at the evaluation's own stop strings.)
   */
  public Optional<Answer> answer(String completion) {
    var runOn = RUN_ON.matcher(completion);
    var own = runOn.find() ? completion.substring(0, runOn.start()) : completion;
    return find(Notation.plain(own));
  }

  abstract Optional<Answer> find(String text);

  private static Optional<Answer> anchored(String text) {
    return last(ANCHORED.matcher(text));
  }

  private static Optional<Answer> last(Matcher numbers) {
    var answer = Optional.<Answer>empty();
    while (numbers.find()) {
      answer = Notation.read(numbers);
    }
    return answer;
  }
}
