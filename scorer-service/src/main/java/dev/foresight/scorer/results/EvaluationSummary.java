package dev.foresight.scorer.results;

import dev.foresight.proto.Evaluation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * An evaluation in the list of all.
 *
 * @param experimentId empty where its model belongs to none
 * @param name of a model that was trained elsewhere; else empty
 */
record EvaluationSummary(
    @Schema(example = "9f2c") String id,
    @Schema(example = "41d0") String experimentId,
    @Schema(example = "77ab") String checkpointId,
    @Schema(example = "llama-mtp") String name,
    Instant submittedAt) {

  static EvaluationSummary of(Evaluation evaluation) {
    var checkpoint = evaluation.getCheckpoint();
    return new EvaluationSummary(
        evaluation.getEvaluationId(),
        checkpoint.getExperimentId(),
        checkpoint.getCheckpointId(),
        checkpoint.getName(),
        Instant.ofEpochMilli(evaluation.getSubmittedAtMillis()));
  }
}
