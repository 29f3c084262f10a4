package dev.foresight.trainer.experiments;

import dev.foresight.proto.RunState;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.requests.Job;
import java.util.Optional;

/**
 * A job and how it stands.
 *
 * @param run empty while the job is queued
 * @param cancelRequested whether someone asked for its end
 */
record JobView(Job job, Optional<TrainingRun> run, boolean cancelRequested) {

  RunState state() {
    return run.map(TrainingRun::getState).orElse(RunState.RUN_STATE_QUEUED);
  }

  /** The state's name for people. */
  String label() {
    return state().name().substring("RUN_STATE_".length());
  }

  /** Whether nothing more will happen to the job. */
  boolean ended() {
    return switch (state()) {
      case RUN_STATE_SUCCEEDED, RUN_STATE_FAILED, RUN_STATE_CANCELLED -> true;
      default -> false;
    };
  }

  /** Whether the job ended without a checkpoint, or soon will. */
  boolean inVain() {
    return switch (state()) {
      case RUN_STATE_SUCCEEDED -> false;
      case RUN_STATE_FAILED, RUN_STATE_CANCELLED -> true;
      default -> cancelRequested;
    };
  }
}
