package dev.foresight.scorer.results;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/**
 * All results of an experiment: one cell for each of predict tokens x token budgets x seeds x
 * temperatures, and behind them those of checkpoints from the middle of a run and of models trained
 * elsewhere that are shown beside them.
 *
 * @param policies grading policies; the first is the one that the figure shows
 * @param problems of the benchmark, in each cell
 * @param schedule cosine: each budget is a run of its own, fully decayed; wsd: one run whose
 *     learning rate stays at its peak, with a decayed branch for each budget
 * @param topP mass of the nucleus, as written in the evaluation
 * @param complete every cell is complete
 */
record ExperimentResults(
    @Schema(example = "9f2c") String id,
    @Schema(example = "laptop") String name,
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
    String schedule,
    boolean complete,
    List<RunProgress> runs,
    List<CellResult> cells) {

  /** The policy that stands first in the evaluation; "" if there is no evaluation. */
  String policy() {
    return policies.isEmpty() ? "" : policies.getFirst();
  }
}
