package dev.foresight.scorer.results;

import java.time.Instant;
import java.util.List;

/**
 * All results of an experiment: one cell for each of predict tokens x token budgets x seeds x
 * temperatures.
 *
 * @param policies grading policies; the first is the one that the figure shows
 * @param problems of the benchmark, in each cell
 * @param topP mass of the nucleus, as written in the evaluation
 * @param complete every cell is complete
 */
record ExperimentResults(
    String id,
    String name,
    Instant submittedAt,
    List<Integer> predictTokens,
    List<Long> tokenBudgets,
    List<Long> seeds,
    List<String> temperatures,
    List<Integer> k,
    List<String> policies,
    int problems,
    int samplesPerProblem,
    String topP,
    boolean complete,
    List<RunProgress> runs,
    List<CellResult> cells) {

  /** The policy that stands first in the evaluation; "" if there is no evaluation. */
  String policy() {
    return policies.isEmpty() ? "" : policies.getFirst();
  }
}
