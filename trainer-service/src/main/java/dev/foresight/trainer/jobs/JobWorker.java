package dev.foresight.trainer.jobs;

import dev.foresight.model.problems.ProblemFile;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Ids;
import dev.foresight.proto.RunState;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.proto.WorkQueue;
import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.broker.Announcer;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.CorpusPlan;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.training.RunFolder;
import dev.foresight.trainer.training.TrainedModel;
import dev.foresight.trainer.training.TrainingLoop;
import dev.foresight.trainer.training.TrainingPlan;
import dev.foresight.trainer.views.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Does one job: trains, stores the checkpoint, announces it, and says that the run succeeded, in
 * this order. Ids do not depend on who does it or how often, so a crash between any two of these
 * repeats records and changes nothing.
 */
@Component
class JobWorker implements WorkQueue.Worker<TrainingJob> {
  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  private final Path store;
  private final TrainerProperties properties;
  private final Views views;
  private final Announcer announcer;
  private final TrainingMetrics metrics;
  private final Clock clock;

  JobWorker(
      StoreProperties store,
      TrainerProperties properties,
      Views views,
      Announcer announcer,
      TrainingMetrics metrics,
      Clock clock) {
    this.store = store.root();
    this.properties = properties;
    this.views = views;
    this.announcer = announcer;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void work(TrainingJob job, int delivery) throws IOException, InterruptedException {
    TrainingRun known = known(job);
    if (isDone(known)) {
      log.info("job {} is {} already", job.getJobId(), known.getState());
    } else if (known.getState() == RunState.RUN_STATE_FAILED) {
      throw new IllegalStateException(known.getReason());
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
  public void givenUp(TrainingJob job, String reason) {
    TrainingRun known = known(job);
    if (isDone(known)) {
      return;
    }
    var records = new RunRecords(job, known, known.getEpoch() + 1, clock);
    try {
      announcer.sendSurely(Topics.TRAINING_RUNS, job.getJobId(), records.failed(reason));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(TrainingJob job, TrainingRun known) throws IOException, InterruptedException {
    RunFolder folder = RunFolder.claim(store, job.getJobId(), known.getEpoch() + 1);
    var records = new RunRecords(job, known, folder.epoch(), clock);
    var watcher =
        new RunWatcher(
            job,
            folder.epoch(),
            records,
            views,
            announcer,
            metrics,
            properties.progressEvery(),
            clock);
    if (watcher.cancelRequested()) {
      announce(records.cancelled());
      discardStates(folder);
      return;
    }
    TrainingPlan plan = Plans.of(job.getSpec());
    announce(records.started(plan.steps()));
    try {
      log.info("job {}: training, epoch {}", job.getJobId(), folder.epoch());
      var loop =
          new TrainingLoop(plan, corpus(job), folder, properties.saveEvery(), watcher, clock);
      end(job, folder, records, watcher, loop.run());
    } finally {
      metrics.ended(job);
    }
  }

  private void end(
      TrainingJob job,
      RunFolder folder,
      RunRecords records,
      RunWatcher watcher,
      Optional<TrainedModel> trained)
      throws InterruptedException {
    if (watcher.superseded()) {
      log.warn("job {}: another trainer has it now", job.getJobId());
      return;
    }
    if (trained.isPresent()) {
      CheckpointPublished checkpoint = checkpoint(job, trained.get());
      announcer.sendSurely(Topics.CHECKPOINTS, checkpoint.getCheckpointId(), checkpoint);
      announce(records.succeeded(trained.get(), checkpoint.getCheckpointId()));
    } else {
      announce(records.cancelled());
    }
    discardStates(folder);
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

  private Corpus corpus(TrainingJob job) throws IOException, InterruptedException {
    ProblemFile file = ProblemFile.read(Path.of(job.getSourceLocations(0)));
    if (!file.sha256().equals(job.getSpec().getData().getSources(0).getSha256())) {
      throw new IOException(file.path() + ": has changed since the job was submitted");
    }
    int size = job.getSpec().getShape().getVocabularySize();
    return new Corpora(store, 1)
        .prepare(CorpusPlan.problems(file.path(), size), Preparation.SILENT);
  }

  private static CheckpointPublished checkpoint(TrainingJob job, TrainedModel model) {
    var identity =
        CheckpointPublished.newBuilder()
            .setJobId(job.getJobId())
            .setTokensSeen(model.tokensSeen())
            .putAllSha256(model.sha256())
            .build();
    var checkpoint =
        identity.toBuilder()
            .setCheckpointId(Ids.of(identity))
            .setLocation(model.folder().toUri().toString())
            .setShape(job.getSpec().getShape())
            .setTokenBudget(job.getSpec().getTokenBudget())
            .setSeed(job.getSpec().getSeed())
            .setExperimentId(job.getSpec().getExperimentId());
    if (job.hasEvaluation()) {
      checkpoint.setEvaluation(job.getEvaluation());
    }
    return checkpoint.build();
  }
}
