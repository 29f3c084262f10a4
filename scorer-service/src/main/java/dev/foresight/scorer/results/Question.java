package dev.foresight.scorer.results;

import dev.foresight.proto.EvaluationSpec;
import dev.foresight.scorer.grading.GradingPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks of an evaluation.
 *
 * @param k each 1 to samples a problem; those of the evaluation where none is given
 * @param policies those of the evaluation that can be graded where none is given
 */
public record Question(List<Integer> k, List<String> policies) {

  /**
   * Fills in what was not asked for.
   *
   * @throws InvalidQueryException if a k is not defined or a policy is not known
   */
  static Question of(
      @Nullable List<Integer> k, @Nullable List<String> policies, EvaluationSpec spec) {
    var ks = k == null || k.isEmpty() ? defaultKs(spec) : k.stream().distinct().toList();
    ks.forEach(asked -> requireDefined(asked, spec.getSamplesPerProblem()));
    return new Question(
        ks,
        policies == null || policies.isEmpty()
            ? gradable(spec)
            : policies.stream().distinct().map(Question::requireKnown).toList());
  }

  /** The policy asked for, or else the primary one of {@code spec}. */
  public static String policy(@Nullable String policy, EvaluationSpec spec) {
    return policy == null
        ? gradable(spec).stream().findFirst().orElse(GradingPolicy.FLEXIBLE_1.id())
        : requireKnown(policy);
  }

  private static List<Integer> defaultKs(EvaluationSpec spec) {
    return spec.getKList().stream()
        .filter(k -> k >= 1 && k <= spec.getSamplesPerProblem())
        .toList();
  }

  private static List<String> gradable(EvaluationSpec spec) {
    return spec.getPoliciesList().stream()
        .filter(policy -> GradingPolicy.of(policy).isPresent())
        .toList();
  }

  static void requireDefined(int k, int samples) {
    if (k < 1 || k > samples) {
      throw new InvalidQueryException(
          "k", "must be 1 to the samples a problem (%d), not %d".formatted(samples, k));
    }
  }

  private static String requireKnown(String policy) {
    if (GradingPolicy.of(policy).isEmpty()) {
      throw new InvalidQueryException(
          "policy", "must be one of %s, not \"%s\"".formatted(known(), policy));
    }
    return policy;
  }

  private static String known() {
    return Arrays.stream(GradingPolicy.values())
        .map(GradingPolicy::id)
        .collect(Collectors.joining(", "));
  }
}
