package dev.foresight.trainer.jobs;

import dev.foresight.proto.RunState;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.training.Step;
import dev.foresight.trainer.training.TrainedModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The records that one holder of a job writes about its run. Used by one thread at a time. */
final class RunRecords {
  private final TrainingRun.Builder run;
  private final InstantSource clock;
  private Instant since;
  private long tokensBefore = -1;

  /**
   * Records that go on from what is known.
   *
   * @param known the latest record of the run; the default instance if there was no holder before
   */
  RunRecords(TrainingJob job, TrainingRun known, long epoch, InstantSource clock) {
    this.run = known.toBuilder().setJobId(job.getJobId()).setJob(job).setEpoch(epoch);
    this.clock = clock;
    this.since = clock.instant();
  }

  /** The run at the start of its training. */
  TrainingRun started(long steps) {
    run.setState(RunState.RUN_STATE_RUNNING).setStepsTotal(steps);
    return now();
  }

  private TrainingRun now() {
    return run.setUpdatedAtMillis(clock.millis()).build();
  }

  /** Notes a step. */
  void note(Step step) {
    if (tokensBefore < 0) {
      tokensBefore = step.tokensSeen() - step.tokens();
      since = clock.instant().minus(step.took());
    }
    run.setStep(step.number()).setTokensSeen(step.tokensSeen());
    run.clearLosses().addAllLosses(step.losses());
    if (step.number() == 1) {
      run.clearFirstLosses().addAllFirstLosses(step.losses());
    }
  }

  /** The run as it is, with its speed since the last call. */
  TrainingRun progress() {
    Instant now = clock.instant();
    double seconds = Duration.between(since, now).toNanos() / 1e9;
    if (seconds > 0 && tokensBefore >= 0) {
      run.setTokensPerSecond((run.getTokensSeen() - tokensBefore) / seconds);
      tokensBefore = run.getTokensSeen();
      since = now;
    }
    return now();
  }

  /** The run at its end. */
  TrainingRun succeeded(TrainedModel model, String checkpointId) {
    run.setState(RunState.RUN_STATE_SUCCEEDED)
        .setStep(run.getStepsTotal())
        .setTokensSeen(model.tokensSeen())
        .setCheckpointId(checkpointId);
    return now();
  }

  /** The run ended on request. */
  TrainingRun cancelled() {
    run.setState(RunState.RUN_STATE_CANCELLED);
    return now();
  }

  /** The run given up. */
  TrainingRun failed(String reason) {
    run.setState(RunState.RUN_STATE_FAILED).setReason(reason);
    return now();
  }
}
