package dev.foresight.scorer.results;

import dev.foresight.proto.Overlap;
import java.util.List;

/**
 * Problems of the benchmark that the training corpus holds, by n-grams of words.
 *
 * @param n words of an n-gram
 * @param problems of the benchmark that were looked for
 * @param overlapping of these, how many share at least one n-gram with the corpus
 * @param worst the worst of them first, at most 20
 */
record OverlapResult(int n, long problems, long overlapping, List<Problem> worst) {

  /**
   * One problem that overlaps.
   *
   * @param problem the dataset's row
   * @param share of its n-grams that the corpus holds
   * @param example one of these
   */
  record Problem(int problem, double share, String example) {}

  static OverlapResult of(Overlap overlap) {
    return new OverlapResult(
        overlap.getN(),
        overlap.getProblems(),
        overlap.getOverlapping(),
        overlap.getWorstList().stream()
            .map(worst -> new Problem(worst.getProblem(), worst.getShare(), worst.getExample()))
            .toList());
  }
}
