package dev.foresight.trainer.jobs;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.broker.Announcer;
import dev.foresight.trainer.data.BrokenRow;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.training.Step;
import dev.foresight.trainer.training.TrainedModel;
import dev.foresight.trainer.training.Watcher;
import dev.foresight.trainer.training.Written;
import dev.foresight.trainer.views.Views;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what happens to one run, and ends it when someone asked for that or when another holder
 * has the job. Progress is skipped while the one before is still on its way; checkpoints are not.
 */
final class RunWatcher implements Watcher, Preparation {
  private static final Logger log = LoggerFactory.getLogger(RunWatcher.class);

  private final TrainingJob job;
  private final long epoch;
  private final RunRecords records;
  private final Views views;
  private final Announcer announcer;
  private final TrainingMetrics.OfRun metrics;
  private final Duration every;
  private final InstantSource clock;
  private Instant published = Instant.MIN;
  private Future<?> onItsWay = CompletableFuture.completedFuture(null);

  RunWatcher(
      TrainingJob job,
      long epoch,
      RunRecords records,
      Views views,
      Announcer announcer,
      TrainingMetrics.OfRun metrics,
      Duration every,
      InstantSource clock) {
    this.job = job;
    this.epoch = epoch;
    this.records = records;
    this.views = views;
    this.announcer = announcer;
    this.metrics = metrics;
    this.every = every;
    this.clock = clock;
  }

  @Override
  public void at(Progress progress) {
    if (isOver()) {
      throw new RunOverException();
    }
    publish(() -> records.preparing(progress.words()));
  }

  @Override
  public void broken(BrokenRow row) {
    log.warn("job {}: left out {}", job.getJobId(), row);
  }

  @Override
  public boolean goOn(Step step) {
    metrics.observe(step);
    records.note(step);
    if (isOver()) {
      return false;
    }
    publish(records::progress);
    return true;
  }

  @Override
  public void validated(long step, List<Float> losses) {
    metrics.validated(losses);
    records.noteValidation(step, losses);
  }

  @Override
  public void announce(TrainedModel model) throws InterruptedException {
    CheckpointPublished checkpoint = Announced.of(job, model);
    announcer.sendSurely(Topics.CHECKPOINTS, checkpoint.getCheckpointId(), checkpoint);
    TrainingRun run = records.announced(checkpoint.getCheckpointId());
    announcer.sendSurely(Topics.TRAINING_RUNS, job.getJobId(), run);
  }

  @Override
  public void written(Written files) {
    metrics.written(files);
    records.noteTrouble("");
  }

  @Override
  public void notSaved(IOException reason) {
    log.warn("job {}: the state was not saved; the run goes on", job.getJobId(), reason);
    metrics.notSaved();
    records.noteTrouble("The state was not saved, the one before is kept: " + reason.getMessage());
  }

  private void publish(Supplier<TrainingRun> run) {
    Instant now = clock.instant();
    if (onItsWay.isDone() && !now.isBefore(published.plus(every))) {
      published = now;
      onItsWay = announcer.send(Topics.TRAINING_RUNS, job.getJobId(), run.get());
    }
  }

  /** Whether the run ends here, though it is not done. */
  boolean isOver() {
    return cancelRequested() || superseded();
  }

  /** Whether someone asked for the end of the run. */
  boolean cancelRequested() {
    return views.cancelRequested(job.getJobId());
  }

  /** Whether another holder took the job after this one. */
  boolean superseded() {
    return views.run(job.getJobId()).map(TrainingRun::getEpoch).orElse(0L) > epoch;
  }

  /** Ends a preparation whose run is over. */
  static final class RunOverException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
