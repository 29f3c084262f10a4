package dev.foresight.trainer.checkpoints;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.trainer.requests.ModelRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as REST shows it.
 *
 * @param name of one that came from elsewhere
 * @param location URI of its folder
 * @param sha256 of each file by name
 * @param model its shape
 * @param tokenBudget tokens of the run, or of the branch, that it is the end of
 * @param experiment the id of the experiment beside which it is shown
 * @param job the id of the job that trained it; none if it came from elsewhere
 * @param schedule how its learning rate went, where that is known
 * @param intermediate announced in the middle of a run, at a learning rate that had not decayed
 * @param evaluated whether it was announced with an evaluation
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CheckpointResource(
    String id,
    @Nullable String name,
    String location,
    Map<String, String> sha256,
    ModelRequest model,
    int predictTokens,
    long tokensSeen,
    long tokenBudget,
    long seed,
    @Nullable String experiment,
    @Nullable String job,
    @Nullable String schedule,
    boolean intermediate,
    boolean evaluated,
    Map<String, String> links) {
  static final String PATH = "/api/v1/checkpoints";

  static String path(String id) {
    return PATH + "/" + id;
  }

  static CheckpointResource of(CheckpointPublished checkpoint) {
    return new CheckpointResource(
        checkpoint.getCheckpointId(),
        orNull(checkpoint.getName()),
        checkpoint.getLocation(),
        checkpoint.getSha256Map(),
        ModelRequest.of(checkpoint.getShape()),
        checkpoint.getShape().getPredictTokens(),
        checkpoint.getTokensSeen(),
        checkpoint.getTokenBudget(),
        checkpoint.getSeed(),
        orNull(checkpoint.getExperimentId()),
        orNull(checkpoint.getJobId()),
        orNull(checkpoint.getSchedule()),
        checkpoint.getIntermediate(),
        checkpoint.hasEvaluation(),
        Map.of("self", path(checkpoint.getCheckpointId())));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
