package dev.foresight.trainer.data;

import java.util.Comparator;
import java.util.List;

/**
 * How much of the evaluation's problems a corpus holds, by n-grams of words.
 *
 * @param n words of an n-gram
 * @param problems that were looked for
 * @param overlapping of these, how many share at least one n-gram of their question or answer
 * @param worst the overlapping problems with the largest shares, the largest first, at most 20
 */
public record OverlapReport(int n, int problems, int overlapping, List<OverlappingProblem> worst) {
  private static final int MOST = 20;

  /**
   * A problem of which the corpus holds something.
   *
   * @param row of the dataset
   * @param share of its n-grams that the corpus holds, above 0, at most 1
   * @param example one of them: its words in lower case, without punctuation
   */
  public record OverlappingProblem(int row, double share, String example) {}

  /** Copies the list. */
  public OverlapReport {
    worst = List.copyOf(worst);
  }

  static OverlapReport of(int n, int problems, List<OverlappingProblem> overlapping) {
    return new OverlapReport(
        n,
        problems,
        overlapping.size(),
        overlapping.stream()
            .sorted(
                Comparator.comparingDouble(OverlappingProblem::share)
                    .reversed()
                    .thenComparingInt(OverlappingProblem::row))
            .limit(MOST)
            .toList());
  }
}
