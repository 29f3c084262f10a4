package dev.foresight.proto;

import java.util.List;

/**
 * The names of the grading policies: what evaluations may ask for, and the scorer can grade. What a
 * name means never changes; a better reading is a new version beside the old one.
 */
public final class GradingPolicies {
  /** The number after "The answer is" or "####"; of several the last. */
  public static final String STRICT_1 = "strict-1";

  /** As strict-1; where it finds nothing, the last number of the text. */
  public static final String FLEXIBLE_1 = "flexible-1";

  /** lm-evaluation-harness, task gsm8k, strict-match. */
  public static final String LM_EVAL_GSM8K_STRICT_1 = "lm-eval-gsm8k-strict-1";

  /** lm-evaluation-harness, task gsm8k, flexible-extract. */
  public static final String LM_EVAL_GSM8K_FLEXIBLE_1 = "lm-eval-gsm8k-flexible-1";

  /** lm-evaluation-harness, task gsm8k_cot, strict-match. */
  public static final String LM_EVAL_GSM8K_COT_STRICT_1 = "lm-eval-gsm8k-cot-strict-1";

  /** All of them. */
  public static final List<String> KNOWN =
      List.of(
          STRICT_1,
          FLEXIBLE_1,
          LM_EVAL_GSM8K_STRICT_1,
          LM_EVAL_GSM8K_FLEXIBLE_1,
          LM_EVAL_GSM8K_COT_STRICT_1);

  private GradingPolicies() {}

  /**
   * What is wrong with a list of policies, as the rule of a request's field.
   *
   * @return "" if nothing is
   */
  public static String fault(List<String> policies) {
    if (policies.isEmpty()) {
      return "must name at least one";
    }
    if (policies.stream().distinct().count() < policies.size()) {
      return "must not name one twice";
    }
    return policies.stream()
        .filter(policy -> !KNOWN.contains(policy))
        .findFirst()
        .map(unknown -> "must be of %s, not \"%s\"".formatted(String.join(", ", KNOWN), unknown))
        .orElse("");
  }
}
