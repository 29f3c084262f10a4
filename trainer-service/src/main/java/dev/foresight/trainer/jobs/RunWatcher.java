package dev.foresight.trainer.jobs;

import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.broker.Announcer;
import dev.foresight.trainer.training.Step;
import dev.foresight.trainer.training.Watcher;
import dev.foresight.trainer.views.Views;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Publishes the progress of one run, and ends it when someone asked for that or when another holder
 * has the job. Progress is skipped while the one before is still on its way.
 */
final class RunWatcher implements Watcher {
  private final TrainingJob job;
  private final long epoch;
  private final RunRecords records;
  private final Views views;
  private final Announcer announcer;
  private final TrainingMetrics metrics;
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
      TrainingMetrics metrics,
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
  public boolean goOn(Step step) {
    metrics.observe(job, step);
    records.note(step);
    if (cancelRequested() || superseded()) {
      return false;
    }
    Instant now = clock.instant();
    if (onItsWay.isDone() && !now.isBefore(published.plus(every))) {
      published = now;
      onItsWay = announcer.send(Topics.TRAINING_RUNS, job.getJobId(), records.progress());
    }
    return true;
  }

  /** Whether someone asked for the end of the run. */
  boolean cancelRequested() {
    return views.cancelRequested(job.getJobId());
  }

  /** Whether another holder took the job after this one. */
  boolean superseded() {
    return views.run(job.getJobId()).map(TrainingRun::getEpoch).orElse(0L) > epoch;
  }
}
