package dev.foresight.scorer.results;

import dev.foresight.proto.TrainingRun;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/**
 * A training run by itself.
 *
 * @param experimentId empty where it belongs to none
 * @param checkpointIds those that were announced, in order
 * @param evaluations of these
 */
record RunResult(
    @Schema(example = "9f2c") String experimentId,
    RunProgress progress,
    ShapeResult model,
    @Schema(example = "14512.0") double tokensPerSecond,
    Instant updatedAt,
    @Schema(example = "[\"77ab\"]") List<String> checkpointIds,
    List<EvaluationSummary> evaluations) {

  static RunResult of(TrainingRun run, List<EvaluationSummary> evaluations) {
    var spec = run.getJob().getSpec();
    return new RunResult(
        spec.getExperimentId(),
        RunProgress.of(run),
        ShapeResult.of(spec.getShape()),
        run.getTokensPerSecond(),
        Instant.ofEpochMilli(run.getUpdatedAtMillis()),
        run.getCheckpointIdsList(),
        evaluations);
  }
}
