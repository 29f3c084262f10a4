package dev.foresight.trainer.local;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.problems.Datasets;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.HopelessException;
import dev.foresight.proto.Ids;
import dev.foresight.proto.TrainingJob;
import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.jobs.JobCorpus;
import dev.foresight.trainer.jobs.Plans;
import dev.foresight.trainer.requests.Admission;
import dev.foresight.trainer.requests.Admitted;
import dev.foresight.trainer.requests.Capacity;
import dev.foresight.trainer.requests.Cost;
import dev.foresight.trainer.requests.Examined;
import dev.foresight.trainer.requests.Job;
import dev.foresight.trainer.requests.TrainingJobRequest;
import dev.foresight.trainer.training.DivergedException;
import dev.foresight.trainer.training.RunFolder;
import dev.foresight.trainer.training.TrainedModel;
import dev.foresight.trainer.training.TrainingLoop;
import dev.foresight.trainer.training.TrainingPlan;
import dev.foresight.trainer.training.Upkeep;
import dev.foresight.trainer.training.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * One training job in this process. Its files lie in a folder of their own, and the same request
 * over the same folder goes on where it was, even after {@code kill -9}.
 */
public final class LocalRun {
  private static final Duration SAVE_EVERY = Duration.ofSeconds(20);
  private static final int VALIDATIONS = 10;
  private static final long VALIDATION_TOKENS = 65_536;

  private final Path folder;
  private final ComputeDevice device;
  private final JobCorpus corpora;
  private final Admission admission;

  /** Runs below {@code folder}, which is made if it is missing. */
  public LocalRun(Path folder, Capacity capacity) throws IOException {
    this.folder = Files.createDirectories(folder).toRealPath();
    this.device = capacity.device();
    this.corpora = new JobCorpus(new StoreProperties(this.folder));
    int threads = Runtime.getRuntime().availableProcessors();
    this.admission =
        new Admission(
            new Corpora(this.folder, threads),
            LocalRun::initial,
            capacity,
            new Datasets(this.folder.resolve("datasets"), Datasets.GSM8K_SOURCE));
  }

  /** What {@code request} would cost. */
  public Cost cost(TrainingJobRequest request) throws IOException {
    return admission.cost(request.toExperiment());
  }

  /**
   * The job that {@code request} asks for, its files found and checked.
   *
   * @throws dev.foresight.model.problems.InvalidFieldsException listing what is wrong
   * @throws dev.foresight.trainer.requests.DoesNotFitException if there is too little memory
   */
  public TrainingJob job(TrainingJobRequest request) throws IOException, InterruptedException {
    Admitted admitted = admission.admit(request);
    var spec = Job.specs(Ids.of(admitted.spec()), admitted.spec()).getFirst();
    return admitted.queued(Job.of(spec, 0));
  }

  /**
   * Trains {@code job} to its end, or from where it was stopped.
   *
   * @return the trained model; empty if the watcher ended the run
   * @throws InterruptedException after an interrupt; the state is saved
   * @throws DivergedException if losses are not finite
   * @throws HopelessException if a file has changed since the job was made
   */
  public Optional<TrainedModel> train(TrainingJob job, Preparation preparation, Watcher watcher)
      throws IOException, InterruptedException, DivergedException, HopelessException {
    TrainingPlan plan = Plans.of(job);
    try (Corpus corpus = corpora.prepare(job, preparation)) {
      RunFolder files = RunFolder.claim(folder, Ids.of(job.getSpec()), 1);
      var loop =
          new TrainingLoop(plan, corpus, files, device, upkeep(job), watcher, Clock.systemUTC());
      Optional<TrainedModel> trained = loop.run();
      if (trained.isPresent()) {
        files.discardStates();
      }
      return trained;
    }
  }

  private static Upkeep upkeep(TrainingJob job) {
    return Plans.upkeep(job, SAVE_EVERY, VALIDATIONS, VALIDATION_TOKENS);
  }

  /** The checkpoint in the folder {@code name}. */
  private static Optional<CheckpointPublished> initial(String name) throws IOException {
    try {
      Path folder = Path.of(name);
      return Files.isDirectory(folder)
          ? Optional.of(Examined.of(folder.toRealPath(), Checkpoint.examine(folder), 0))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
