package dev.foresight.trainer.jobs;

import dev.foresight.proto.Overlap;
import dev.foresight.proto.OverlappingProblem;
import dev.foresight.proto.RunState;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.OverlapReport;
import dev.foresight.trainer.training.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The records that one holder of a job writes about its run. Used by one thread at a time. */
final class RunRecords {
  private final TrainingRun.Builder run;
  private final InstantSource clock;
  private Instant since;
  private long tokens;
  private boolean measuring;

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

  /** Whether these are about {@code job}. */
  boolean isOf(TrainingJob job) {
    return run.getJobId().equals(job.getJobId());
  }

  /** The epoch of the holder whose records these are. */
  long epoch() {
    return run.getEpoch();
  }

  /** The run at its start, before its data is there. */
  TrainingRun started(long steps) {
    run.setState(RunState.RUN_STATE_RUNNING).setStepsTotal(steps).clearReason();
    return now();
  }

  /** The run while its data is prepared, in words such as {@code tokenizing 45%}. */
  TrainingRun preparing(String words) {
    run.setPreparing(words);
    return now();
  }

  /** The run once its data is there. */
  TrainingRun prepared(Corpus corpus) {
    run.clearPreparing().setBrokenRows(corpus.brokenRows());
    corpus.overlap().ifPresent(report -> run.setOverlap(overlap(report)));
    return now();
  }

  private static Overlap overlap(OverlapReport report) {
    var overlap =
        Overlap.newBuilder()
            .setN(report.n())
            .setProblems(report.problems())
            .setOverlapping(report.overlapping());
    for (OverlapReport.OverlappingProblem worst : report.worst()) {
      overlap.addWorst(
          OverlappingProblem.newBuilder()
              .setProblem(worst.row())
              .setShare(worst.share())
              .setExample(worst.example()));
    }
    return overlap.build();
  }

  private TrainingRun now() {
    return run.setUpdatedAtMillis(clock.millis()).build();
  }

  /** Notes a step. */
  void note(Step step) {
    if (!measuring) {
      measuring = true;
      since = clock.instant().minus(step.took());
    }
    tokens += step.tokens();
    run.setStep(step.number()).setTokensSeen(step.tokensSeen());
    run.setLearningRate(step.learningRate()).setGradientNorm(step.gradientNorm());
    run.clearLosses().addAllLosses(step.losses());
    if (step.number() == 1) {
      run.clearFirstLosses().addAllFirstLosses(step.losses());
    }
  }

  /** Notes losses over the held-out documents. */
  void noteValidation(long step, List<Float> losses) {
    run.setValidationStep(step).clearValidationLosses().addAllValidationLosses(losses);
  }

  /** Notes what is wrong while the run goes on; empty if nothing is. */
  void noteTrouble(String reason) {
    run.setReason(reason);
  }

  /** The run as it is, with its speed since the last call. */
  TrainingRun progress() {
    Instant now = clock.instant();
    double seconds = Duration.between(since, now).toNanos() / 1e9;
    if (seconds > 0 && tokens > 0) {
      run.setTokensPerSecond(tokens / seconds);
      tokens = 0;
      since = now;
    }
    return now();
  }

  /** The run after one more of its checkpoints was announced. */
  TrainingRun announced(String checkpointId) {
    if (!run.getCheckpointIdsList().contains(checkpointId)) {
      run.addCheckpointIds(checkpointId);
    }
    run.setCheckpointId(checkpointId);
    return now();
  }

  /** The run at its end. */
  TrainingRun succeeded(long tokensSeen) {
    run.setState(RunState.RUN_STATE_SUCCEEDED)
        .setStep(run.getStepsTotal())
        .setTokensSeen(tokensSeen)
        .clearReason();
    return now();
  }

  /** The run ended on request. */
  TrainingRun cancelled() {
    run.setState(RunState.RUN_STATE_CANCELLED).clearPreparing();
    return now();
  }

  /** The run after a try that ended with an error: given up, or queued for another. */
  TrainingRun failed(String reason, int failures, boolean last) {
    run.setState(last ? RunState.RUN_STATE_FAILED : RunState.RUN_STATE_QUEUED)
        .setReason(reason)
        .setFailures(failures)
        .clearPreparing();
    return now();
  }
}
