package dev.foresight.trainer.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.RunState;
import dev.foresight.proto.TrainingRun;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run stands, as its stream tells it.
 *
 * @param state QUEUED, RUNNING, SUCCEEDED, FAILED or CANCELLED
 * @param steps optimizer steps in all; 0 while queued
 * @param losses mean cross-entropy of each head in nats over the latest step, head 1 first
 * @param validationLosses the same over the held-out documents after step {@code validationStep}
 * @param checkpoints ids of those announced, in order
 * @param failures tries that ended with an error
 * @param preparing what is done before the first step, such as {@code tokenizing 45%}
 * @param reason why it failed, or what is wrong while it goes on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunEvent(
    String id,
    String state,
    long step,
    long steps,
    long tokensSeen,
    double tokensPerSecond,
    double learningRate,
    double gradientNorm,
    List<Float> losses,
    List<Float> validationLosses,
    long validationStep,
    List<String> checkpoints,
    int failures,
    @Nullable String preparing,
    @Nullable String reason,
    @Nullable Instant updatedAt) {

  static RunEvent of(String id, TrainingRun run) {
    return new RunEvent(
        id,
        state(run).name().substring("RUN_STATE_".length()),
        run.getStep(),
        run.getStepsTotal(),
        run.getTokensSeen(),
        run.getTokensPerSecond(),
        run.getLearningRate(),
        run.getGradientNorm(),
        run.getLossesList(),
        run.getValidationLossesList(),
        run.getValidationStep(),
        run.getCheckpointIdsList(),
        run.getFailures(),
        orNull(run.getPreparing()),
        orNull(run.getReason()),
        run.getUpdatedAtMillis() == 0 ? null : Instant.ofEpochMilli(run.getUpdatedAtMillis()));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** A job without a record of its run is queued. */
  private static RunState state(TrainingRun run) {
    return run.getState() == RunState.RUN_STATE_UNSPECIFIED
        ? RunState.RUN_STATE_QUEUED
        : run.getState();
  }

  /** Whether nothing more will happen to {@code run}. */
  static boolean isLast(TrainingRun run) {
    return switch (run.getState()) {
      case RUN_STATE_SUCCEEDED, RUN_STATE_FAILED, RUN_STATE_CANCELLED -> true;
      default -> false;
    };
  }
}
