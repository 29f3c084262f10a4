package dev.foresight.scorer.grading;

import dev.foresight.proto.GradingPolicies;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A named and versioned way to read the final answer off a completion and compare it with the
 * reference. What a name means never changes: a better reading is a new version beside the old one.
 *
 * <pre>{@code
 * var verdict = GradingPolicy.FLEXIBLE_1.grade("9 * 2 = 18. It is $18.00.", Reference.of("18"));
 * boolean right = verdict.right();
 * }</pre>
 *
 * <p>Of the policies named after lm-evaluation-harness, gsm8k_cot's flexible-extract is gsm8k's.
 */
public enum GradingPolicy {
  /** The number after "The answer is" or "####"; of several the last. */
  STRICT_1(GradingPolicies.STRICT_1, new CarefulReading(false)),

  /** As strict-1; where it finds nothing, the last number of the text. */
  FLEXIBLE_1(GradingPolicies.FLEXIBLE_1, new CarefulReading(true)),

  /** lm-evaluation-harness, task gsm8k, strict-match: what follows the first "#### ". */
  LM_EVAL_GSM8K_STRICT_1(
      GradingPolicies.LM_EVAL_GSM8K_STRICT_1,
      new HarnessReading(Stops.GSM8K, Pattern.compile("#### (-?[0-9.,]+)"), false)),

  /** lm-evaluation-harness, task gsm8k, flexible-extract: the last run of number characters. */
  LM_EVAL_GSM8K_FLEXIBLE_1(
      GradingPolicies.LM_EVAL_GSM8K_FLEXIBLE_1,
      new HarnessReading(Stops.GSM8K, Pattern.compile("(-?[$0-9.,]{2,})|(-?[0-9]+)"), true)),

  /**
   * lm-evaluation-harness, task gsm8k_cot, strict-match: what follows the first "The answer is ",
   * less its last character where nothing follows it on the line.
   */
  LM_EVAL_GSM8K_COT_STRICT_1(
      GradingPolicies.LM_EVAL_GSM8K_COT_STRICT_1,
      new HarnessReading(
          Stops.GSM8K_COT,
          Pattern.compile("The answer is (-?[0-9.,]+).", Pattern.UNIX_LINES),
          false));

  private final String id;

  @SuppressWarnings("ImmutableEnumChecker") // readings are records of texts and patterns
  private final Reading reading;

  GradingPolicy(String id, Reading reading) {
    this.id = id;
    this.reading = reading;
  }

  /** The name with its version, such as "strict-1". */
  public String id() {
    return id;
  }

  /** The policy of that name, if there is one. */
  public static Optional<GradingPolicy> of(String id) {
    return Arrays.stream(values()).filter(policy -> policy.id.equals(id)).findFirst();
  }

  /** Reads {@code completion}, which is cut at the evaluation's stop strings, and compares. */
  public Verdict grade(String completion, Reference reference) {
    var answer = answer(completion);
    return new Verdict(answer.orElse(""), answer.filter(reference.form(this)::equals).isPresent());
  }

  /** The final answer of {@code completion}, in this policy's normal form. */
  public Optional<String> answer(String completion) {
    return reading.answer(completion);
  }

  String reference(String text) {
    return reading.reference(text);
  }

  /** Where the tasks of lm-evaluation-harness stop generating. */
  private static final class Stops {
    static final List<String> GSM8K = List.of("Question:", "</s>", "<|im_end|>");
    static final List<String> GSM8K_COT = List.of("Q:", "</s>", "<|im_end|>");
  }
}
