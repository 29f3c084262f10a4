package dev.foresight.scorer.samples;

import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.texts.StoredSample;
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

  /** Whether a completion passes. */
  @FunctionalInterface
  interface Test {
    boolean takes(String text, String referenceAnswer);

    default boolean takes(StoredSample sample) {
      return takes(sample.text(), sample.referenceAnswer());
    }
  }

  /** A test of one thread. */
  Test test() {
    if (takesAll()) {
      return (text, referenceAnswer) -> true;
    }
    var grader = new Grader();
    return (text, referenceAnswer) -> {
      var verdict = grader.grade(text, referenceAnswer, policy);
      return (correct == null || correct == verdict.right())
          && (answer == null || answer.equals(verdict.answer()));
    };
  }
}
