package dev.foresight.trainer.requests;

import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.proto.VerdictCell;
import org.jspecify.annotations.Nullable;

/**
 * The {@code verdict} object of requests: the one cell at which an experiment is to be decided,
 * declared before anything is sampled. Both fields are required.
 *
 * @param temperature one of the evaluation's, as written there
 * @param k of pass@k, 1 to the evaluation's samples a problem
 */
public record VerdictRequest(@Nullable String temperature, @Nullable Integer k) {

  void check(Rules rules, EvaluationRequest evaluation) {
    rules.require(
        temperature != null && evaluation.temperatures().contains(temperature),
        "verdict.temperature",
        "must be one of the evaluation's %s, not %s"
            .formatted(evaluation.temperatures(), temperature));
    rules.require(
        k != null && k >= 1 && k <= evaluation.samplesPerProblem(),
        "verdict.k",
        "must be 1 to the samples a problem (%d), not %s"
            .formatted(evaluation.samplesPerProblem(), k));
  }

  /** The cell as the contracts write it, once checked. */
  VerdictCell toProto() {
    var cell = VerdictCell.newBuilder();
    if (temperature != null) {
      cell.setTemperature(temperature);
    }
    return k == null ? cell.build() : cell.setK(k).build();
  }
}
