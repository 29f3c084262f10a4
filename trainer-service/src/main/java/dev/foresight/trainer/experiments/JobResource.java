package dev.foresight.trainer.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.TrainingRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training job as REST shows it.
 *
 * @param experiment the experiment's id
 * @param attempt 0 at first; a resubmission after a failure or cancellation adds one
 * @param state QUEUED, RUNNING, SUCCEEDED, FAILED or CANCELLED
 * @param cancelRequested whether someone asked for its end
 * @param steps optimizer steps in all; 0 while queued
 * @param losses mean cross-entropy of each head in nats over the latest step, head 1 first
 * @param firstLosses the same over the first step
 * @param checkpoint the trained model, once there is one
 * @param reason why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobResource(
    String id,
    String experiment,
    int predictTokens,
    long tokenBudget,
    long seed,
    int attempt,
    String state,
    boolean cancelRequested,
    long step,
    long steps,
    long tokensSeen,
    List<Float> losses,
    List<Float> firstLosses,
    double tokensPerSecond,
    @Nullable CheckpointResource checkpoint,
    @Nullable String reason,
    @Nullable Instant updatedAt,
    Map<String, String> links) {

  /**
   * A stored model.
   *
   * @param location URI of its folder
   */
  record CheckpointResource(String id, String location, long tokensSeen) {}

  static final String PATH = "/api/v1/training-jobs";

  static String path(String id) {
    return PATH + "/" + id;
  }

  static JobResource of(JobView view, Optional<CheckpointPublished> checkpoint) {
    Job job = view.job();
    TrainingRun run = view.run().orElse(TrainingRun.getDefaultInstance());
    return new JobResource(
        job.id(),
        job.spec().getExperimentId(),
        job.spec().getShape().getPredictTokens(),
        job.spec().getTokenBudget(),
        job.spec().getSeed(),
        job.attempt(),
        view.label(),
        view.cancelRequested(),
        run.getStep(),
        run.getStepsTotal(),
        run.getTokensSeen(),
        run.getLossesList(),
        run.getFirstLossesList(),
        run.getTokensPerSecond(),
        checkpoint.map(JobResource::resource).orElse(null),
        run.getReason().isEmpty() ? null : run.getReason(),
        run.getUpdatedAtMillis() == 0 ? null : Instant.ofEpochMilli(run.getUpdatedAtMillis()),
        Map.of(
            "self",
            path(job.id()),
            "experiment",
            ExperimentResource.path(job.spec().getExperimentId())));
  }

  private static CheckpointResource resource(CheckpointPublished checkpoint) {
    return new CheckpointResource(
        checkpoint.getCheckpointId(), checkpoint.getLocation(), checkpoint.getTokensSeen());
  }
}
