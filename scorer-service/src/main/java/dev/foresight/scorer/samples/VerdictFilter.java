package dev.foresight.scorer.samples;

import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.texts.StoredSample;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which verdicts a query wants.
 *
 * @param policy whose verdicts
 * @param correct null takes both
 * @param answer in the policy's normal form, "" for none; null takes any
 */
record VerdictFilter(GradingPolicy policy, @Nullable Boolean correct, @Nullable String answer) {

  /** Whether every sample passes, so that none need be graded. */
  boolean takesAll() {
    return correct == null && answer == null;
  }

  /** A test for samples, of one thread. */
  Predicate<StoredSample> test() {
    if (takesAll()) {
      return sample -> true;
    }
    var grader = new Grader();
    return sample -> {
      var verdict = grader.grade(sample, policy);
      return (correct == null || correct == verdict.right())
          && (answer == null || answer.equals(verdict.answer()));
    };
  }
}
