package dev.foresight.scorer.samples;

import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.grading.Reference;
import dev.foresight.scorer.grading.Verdict;
import dev.foresight.scorer.samples.SampleResult.VerdictResult;
import dev.foresight.scorer.texts.StoredSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Grades stored samples. Remembers the reference answer read last, which samples in order share.
 * For one thread.
 */
final class Grader {
  private @Nullable String referenceText;
  private @Nullable Reference reference;

  Verdict grade(StoredSample sample, GradingPolicy policy) {
    return grade(sample.text(), sample.referenceAnswer(), policy);
  }

  Verdict grade(String text, String referenceAnswer, GradingPolicy policy) {
    return policy.grade(text, reference(referenceAnswer));
  }

  /** Under {@code policies} in their order. */
  List<VerdictResult> verdicts(StoredSample sample, List<GradingPolicy> policies) {
    return policies.stream().map(policy -> verdict(sample, policy)).toList();
  }

  private VerdictResult verdict(StoredSample sample, GradingPolicy policy) {
    var verdict = grade(sample, policy);
    return new VerdictResult(policy.id(), orNull(verdict.answer()), verdict.right());
  }

  private Reference reference(String answer) {
    var known = reference;
    if (known == null || !answer.equals(referenceText)) {
      known = Reference.of(answer);
      reference = known;
      referenceText = answer;
    }
    return known;
  }

  static @Nullable String orNull(String answer) {
    return answer.isEmpty() ? null : answer;
  }

  /**
   * All policies there are, {@code first} before the others; names that are not known are left out.
   */
  static List<GradingPolicy> all(List<String> first) {
    var policies = new LinkedHashSet<GradingPolicy>();
    first.forEach(id -> GradingPolicy.of(id).ifPresent(policies::add));
    policies.addAll(Arrays.asList(GradingPolicy.values()));
    return new ArrayList<>(policies);
  }
}
