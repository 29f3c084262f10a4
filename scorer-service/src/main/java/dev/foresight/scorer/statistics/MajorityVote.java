package dev.foresight.scorer.statistics;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * maj@n: the answer that most of a problem's samples give. Samples without an answer do not vote;
 * where several answers are given equally often, each is taken with the same chance.
 */
public final class MajorityVote {
  private MajorityVote() {}

  /**
   * Among how many most frequent answers the right one is; 0 where it is not among them.
   *
   * @param answers by sample: a number for each distinct answer, from 1; 0 for none
   * @param right whether a sample is right; samples of equal answers are so alike
   */
  public static int ties(int[] answers, IntPredicate right) {
    var votes = new int[Arrays.stream(answers).max().orElse(0) + 1];
    int rightAnswer = 0;
    for (int sample = 0; sample < answers.length; sample++) {
      votes[answers[sample]]++;
      rightAnswer = right.test(sample) ? answers[sample] : rightAnswer;
    }
    votes[0] = 0;
    int most = Arrays.stream(votes).max().orElse(0);
    boolean leads = rightAnswer > 0 && votes[rightAnswer] == most;
    return leads ? (int) Arrays.stream(votes).filter(count -> count == most).count() : 0;
  }

  /** The problem's score: the right answer's share of a tie. */
  public static double score(int ties) {
    return ties == 0 ? 0 : 1.0 / ties;
  }
}
