package dev.foresight.trainer.jobs;

import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Execution;
import dev.foresight.model.ModelCost;
import dev.foresight.proto.HopelessException;
import dev.foresight.proto.Ids;
import dev.foresight.proto.RunState;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.proto.WorkQueue;
import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.broker.Announcer;
import dev.foresight.trainer.data.BrokenRowsException;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.training.DivergedException;
import dev.foresight.trainer.training.RunFolder;
import dev.foresight.trainer.training.TrainedModel;
import dev.foresight.trainer.training.TrainingLoop;
import dev.foresight.trainer.training.TrainingPlan;
import dev.foresight.trainer.views.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Does one job: prepares its data, trains, and says that the run succeeded once every checkpoint is
 * announced. Ids do not depend on who does it or how often, so a crash in between repeats records
 * and changes nothing. A holder that finds a later one writes nothing more.
 *
 * <p>The files of a run are shared by all attempts at the same job: a job that failed, on a full
 * disk say, and is submitted again goes on from its last good state.
 */
@Component
class JobWorker implements WorkQueue.Worker<TrainingJob> {
  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  private final Path store;
  private final TrainerProperties properties;
  private final JobCorpus corpora;
  private final Views views;
  private final Announcer announcer;
  private final TrainingMetrics metrics;
  private final MatrixRate rate;
  private final ComputeDevice device;
  private final Clock clock;
  private volatile @Nullable RunRecords latest;

  JobWorker(
      StoreProperties store,
      TrainerProperties properties,
      JobCorpus corpora,
      Views views,
      Announcer announcer,
      TrainingMetrics metrics,
      MatrixRate rate,
      Clock clock) {
    this.store = store.root();
    this.properties = properties;
    this.corpora = corpora;
    this.views = views;
    this.announcer = announcer;
    this.metrics = metrics;
    this.rate = rate;
    this.device = ComputeDevice.of(properties.device());
    this.clock = clock;
  }

  @Override
  public void work(TrainingJob job, int delivery)
      throws IOException, InterruptedException, HopelessException {
    TrainingRun known = known(job);
    if (isDone(known)) {
      log.info("job {} is {} already", job.getJobId(), known.getState());
    } else if (known.getState() == RunState.RUN_STATE_FAILED) {
      throw new HopelessException(known.getReason());
    } else {
      begin(job, known);
    }
  }

  private TrainingRun known(TrainingJob job) {
    return views.run(job.getJobId()).orElse(TrainingRun.getDefaultInstance());
  }

  private static boolean isDone(TrainingRun run) {
    return run.getState() == RunState.RUN_STATE_SUCCEEDED
        || run.getState() == RunState.RUN_STATE_CANCELLED;
  }

  @Override
  public void failed(TrainingJob job, WorkQueue.Failure failure) {
    TrainingRun known = known(job);
    if (isDone(known)) {
      return;
    }
    RunRecords own = latest;
    RunRecords records =
        own != null && own.isOf(job) && own.epoch() >= known.getEpoch()
            ? own
            : new RunRecords(job, known, known.getEpoch() + 1, clock);
    if (failure.last()) {
      metrics.ended(TrainingMetrics.Outcome.FAILED);
    }
    try {
      announce(records.failed(failure.reason(), failure.failures(), failure.last()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(TrainingJob job, TrainingRun known)
      throws IOException, InterruptedException, HopelessException {
    RunFolder folder = RunFolder.claim(store, Ids.of(job.getSpec()), known.getEpoch() + 1);
    var records = new RunRecords(job, known, folder.epoch(), clock);
    latest = records;
    try {
      TrainingPlan plan = Plans.of(job);
      try (var measured = metrics.of(job, fullSpeed(plan))) {
        var watcher =
            new RunWatcher(
                job,
                folder.epoch(),
                records,
                views,
                announcer,
                measured,
                properties.progressEvery(),
                clock);
        run(job, plan, folder, records, watcher);
      }
    } catch (DivergedException e) {
      metrics.diverged();
      requireHeld(job, folder, new HopelessException(e));
    } catch (BrokenRowsException | IllegalArgumentException e) {
      requireHeld(job, folder, new HopelessException(e));
    } catch (IOException e) {
      requireHeld(job, folder, e);
    }
  }

  /** Throws {@code failure}, unless another holder has the job: then it is not this one's. */
  private static <E extends Exception> void requireHeld(
      TrainingJob job, RunFolder folder, E failure) throws E, IOException {
    if (folder.isHeld()) {
      throw failure;
    }
    log.warn("job {}: another trainer has it now", job.getJobId(), failure);
  }

  private void run(
      TrainingJob job, TrainingPlan plan, RunFolder folder, RunRecords records, RunWatcher watcher)
      throws IOException, InterruptedException, HopelessException, DivergedException {
    if (watcher.cancelRequested()) {
      end(folder, records, watcher, Optional.empty());
      return;
    }
    announce(records.started(plan.steps()));
    log.info("job {}: epoch {}", job.getJobId(), folder.epoch());
    try (Corpus corpus = corpora.prepare(job, watcher)) {
      announce(records.prepared(corpus));
      var upkeep = Plans.upkeep(job, properties);
      var loop = new TrainingLoop(plan, corpus, folder, device, upkeep, watcher, clock);
      end(folder, records, watcher, loop.run());
    } catch (RunWatcher.RunOverException e) {
      end(folder, records, watcher, Optional.empty());
    }
  }

  private void end(
      RunFolder folder, RunRecords records, RunWatcher watcher, Optional<TrainedModel> trained)
      throws IOException, InterruptedException {
    boolean held = folder.isHeld() && !watcher.superseded();
    if (trained.isPresent() && held) {
      announce(records.succeeded(trained.get().tokensSeen()));
      metrics.ended(TrainingMetrics.Outcome.SUCCEEDED);
    } else if (watcher.cancelRequested()) {
      announce(records.cancelled()); // also if the job's next attempt has claimed the run already
      metrics.ended(TrainingMetrics.Outcome.CANCELLED);
    } else {
      log.warn("epoch {}: another trainer has the job now", folder.epoch());
    }
    if (held) {
      discardStates(folder);
    }
  }

  /** The run has ended and is announced: what cannot be deleted is only in the way. */
  private static void discardStates(RunFolder folder) {
    try {
      folder.discardStates();
    } catch (IOException e) {
      log.warn("a state that is no longer needed was not deleted: {}", e.getMessage());
    }
  }

  private void announce(TrainingRun run) throws InterruptedException {
    announcer.sendSurely(Topics.TRAINING_RUNS, run.getJobId(), run);
  }

  /** Tokens a second if all of the device's matrix-product rate were used. */
  private double fullSpeed(TrainingPlan plan) {
    var execution = Execution.of(plan.descent().precision()).on(device);
    var cost = ModelCost.of(plan.shape(), execution, 1, plan.shape().contextLength());
    return rate.flops(device, execution.precision()) / cost.flops().needed();
  }
}
