package dev.foresight.scorer.results;

import dev.foresight.proto.Evaluation;
import java.time.Instant;

/**
 * An evaluation in the list of all.
 *
 * @param experimentId empty where its model belongs to none
 * @param name of a model that was trained elsewhere; else empty
 */
record EvaluationSummary(
    String id, String experimentId, String checkpointId, String name, Instant submittedAt) {

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
