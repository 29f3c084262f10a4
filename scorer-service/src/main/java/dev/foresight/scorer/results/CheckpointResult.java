package dev.foresight.scorer.results;

import dev.foresight.proto.CheckpointPublished;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint that is evaluated.
 *
 * @param name of one that was trained elsewhere; else empty, as are the next two for such
 * @param jobId the run that it is from
 * @param location URI of its folder
 * @param sha256 of each file by name
 * @param intermediate from the middle of a run, at a learning rate that had not decayed
 * @param schedule how its learning rate went; empty where that is not known
 */
record CheckpointResult(
    @Schema(example = "77ab") String id,
    String name,
    @Schema(example = "9f2c") String experimentId,
    String jobId,
    @Schema(example = "file:/var/lib/foresight/store/checkpoints/77ab") String location,
    @Schema(example = "{\"model.safetensors\": \"1f0c\"}") Map<String, String> sha256,
    ShapeResult model,
    @Schema(example = "2") int predictTokens,
    @Schema(example = "5000000") long tokensSeen,
    @Schema(example = "5000000") long tokenBudget,
    long seed,
    String schedule,
    boolean intermediate,
    List<EvaluationSummary> evaluations) {

  static CheckpointResult of(CheckpointPublished checkpoint, List<EvaluationSummary> evaluations) {
    return new CheckpointResult(
        checkpoint.getCheckpointId(),
        checkpoint.getName(),
        checkpoint.getExperimentId(),
        checkpoint.getJobId(),
        checkpoint.getLocation(),
        checkpoint.getSha256Map(),
        ShapeResult.of(checkpoint.getShape()),
        checkpoint.getShape().getPredictTokens(),
        checkpoint.getTokensSeen(),
        checkpoint.getTokenBudget(),
        checkpoint.getSeed(),
        checkpoint.getSchedule(),
        checkpoint.getIntermediate(),
        evaluations);
  }
}
