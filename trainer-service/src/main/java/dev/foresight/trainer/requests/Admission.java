package dev.foresight.trainer.requests;

import dev.foresight.model.problems.Benchmark;
import dev.foresight.model.problems.ContextTooShortException;
import dev.foresight.model.problems.Datasets;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.TrainingData;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.data.CorpusPlan;
import dev.foresight.trainer.data.Preparation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks all that can be checked before anything runs: the fields, that the models fit this
 * machine, the files, and that the longest prompt with its answer fits the models' context.
 */
public final class Admission {
  /** Training a tokenizer on more takes too long for a request; the job checks then what it can. */
  private static final long TOKENIZED_AT_ONCE = 64_000_000;

  private final Corpora corpora;
  private final InitialCheckpoints checkpoints;
  private final Capacity capacity;
  private final Datasets datasets;

  /**
   * Admits what can be trained here.
   *
   * @param corpora where tokenizers are kept
   * @param capacity what this machine holds
   * @param datasets where those that requests name are found
   */
  public Admission(
      Corpora corpora, InitialCheckpoints checkpoints, Capacity capacity, Datasets datasets) {
    this.corpora = corpora;
    this.checkpoints = checkpoints;
    this.capacity = capacity;
    this.datasets = datasets;
  }

  /**
   * Resolves {@code request}, whose evaluation is required.
   *
   * @throws InvalidFieldsException listing what is wrong with fields or files
   * @throws DoesNotFitException if a model needs more memory than there is
   * @throws ContextTooShortException if prompts do not fit
   * @throws IOException if the store cannot be read or written
   * @throws InterruptedException after an interrupt
   */
  public Admitted admit(ExperimentRequest request) throws IOException, InterruptedException {
    var rules = new Rules();
    rules.require(request.evaluation() != null, "evaluation", "must name a dataset");
    return admit(request, rules);
  }

  /** Resolves {@code request} as its experiment, whose evaluation may be missing. */
  public Admitted admit(TrainingJobRequest request) throws IOException, InterruptedException {
    return admit(request.toExperiment(), new Rules());
  }

  /**
   * What {@code request} would cost. Needs neither data nor evaluation; where they are given, they
   * are checked as far as no file must be read.
   *
   * @throws InvalidFieldsException listing what is wrong with fields
   * @throws IOException if the initial checkpoint cannot be read
   */
  public Cost cost(ExperimentRequest request) throws IOException {
    var rules = new Rules();
    var resolved = resolve(request, initial(request), rules);
    boolean withData = request.corpus() != null || request.data() != null;
    if (withData) {
      resolved.checkData(rules);
    }
    resolved.checkEvaluation(rules);
    rules.throwIfBroken();
    if (withData) {
      Sources.found(resolved, datasets.files());
    }
    return Cost.of(resolved, capacity);
  }

  private Admitted admit(ExperimentRequest asked, Rules rules)
      throws IOException, InterruptedException {
    var initial = initial(asked);
    var request = resolve(asked, initial, rules);
    request.checkData(rules);
    request.checkEvaluation(rules);
    rules.throwIfBroken();
    Cost.of(request, capacity).requireFits();
    var sources =
        Sources.of(request, initial.map(Admission::tokenizerOf).orElse(null), datasets.files());
    Optional<Benchmark> benchmark = benchmark(request, sources.problems());
    if (sources.tokenizer() != null || sources.bytes() <= TOKENIZED_AT_ONCE) {
      Tokenizer tokenizer = tokenizer(request, sources.plan());
      benchmark.ifPresent(b -> b.requireContext(tokenizer, request.model().contextLength()));
    }
    return admitted(request, sources, initial, benchmark.map(Specifications::plan).orElse(null));
  }

  private Admitted admitted(
      ExperimentRequest request,
      Sources sources,
      Optional<CheckpointPublished> initial,
      @Nullable EvaluationPlan evaluation) {
    var spec = spec(request, sources.data());
    initial.ifPresent(checkpoint -> spec.setInitialCheckpointId(checkpoint.getCheckpointId()));
    if (evaluation != null) {
      spec.setEvaluation(evaluation.getSpec());
    }
    return new Admitted(
        spec.build(),
        sources.locations(),
        sources.tokenizer() == null ? "" : sources.tokenizer().toString(),
        initial.map(CheckpointPublished::getLocation).orElse(""),
        request.states().toProto(),
        evaluation == null ? null : evaluation.getDatasetLocation());
  }

  private ExperimentSpec.Builder spec(ExperimentRequest request, TrainingData data) {
    var spec =
        ExperimentSpec.newBuilder()
            .setName(request.name())
            .setData(data)
            .setShape(request.model().toProto())
            .addAllPredictTokens(request.predictTokens())
            .addAllTokenBudgets(request.tokenBudgets())
            .addAllSeeds(request.seeds())
            .setOptimization(request.optimization().toProto(capacity.device()))
            .addAllAnnounceAt(request.announceAt());
    Optional.ofNullable(request.verdict()).map(VerdictRequest::toProto).ifPresent(spec::setVerdict);
    return spec;
  }

  private Optional<CheckpointPublished> initial(ExperimentRequest request) throws IOException {
    String name = request.initialCheckpoint();
    if (name == null) {
      return Optional.empty();
    }
    var found = checkpoints.find(name);
    if (found.isEmpty()) {
      throw Rules.broken("initialCheckpoint", "names no checkpoint: \"" + name + "\"");
    }
    return found;
  }

  private static ExperimentRequest resolve(
      ExperimentRequest request, Optional<CheckpointPublished> initial, Rules rules) {
    rules.require(
        request.takesInitialShape() == initial.isPresent(),
        "model",
        initial.isPresent()
            ? "must not be given with an initialCheckpoint, whose shape it is"
            : "has the preset \"initial\", and there is no initialCheckpoint");
    var resolved = initial.map(c -> request.withModel(ModelRequest.onto(c))).orElse(request);
    resolved.check(rules);
    return resolved;
  }

  private Tokenizer tokenizer(ExperimentRequest request, CorpusPlan plan)
      throws IOException, InterruptedException {
    try {
      return corpora.tokenizer(plan, Preparation.SILENT);
    } catch (IllegalArgumentException e) {
      String field = plan.tokenizer() == null ? "model.vocabularySize" : "data.tokenizer";
      throw Rules.broken(field, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      if (request.training().tokenizer() != null) {
        throw Rules.broken("data.tokenizer", String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Optional<Benchmark> benchmark(ExperimentRequest request, Optional<ProblemFile> problems) {
    return Optional.ofNullable(request.evaluation())
        .map(evaluation -> Benchmark.read(evaluation, datasets, problems.orElse(null)));
  }

  private static Path tokenizerOf(CheckpointPublished checkpoint) {
    return Path.of(URI.create(checkpoint.getLocation())).resolve(Tokenizer.FILE);
  }
}
