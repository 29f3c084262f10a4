package dev.foresight.trainer.checkpoints;

import dev.foresight.edge.Exposure;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.problems.Benchmark;
import dev.foresight.model.problems.Datasets;
import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.DatasetsProperties;
import dev.foresight.trainer.broker.Announcer;
import dev.foresight.trainer.requests.Examined;
import dev.foresight.trainer.requests.Rules;
import dev.foresight.trainer.requests.Specifications;
import dev.foresight.trainer.views.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Announces checkpoints that were trained elsewhere. Their id is the digest of their files and
 * tokens, so registering one again is the same checkpoint; what is said about it anew replaces what
 * was said before.
 */
@Component
class Registration {
  private final Roots roots;
  private final Views views;
  private final Announcer announcer;
  private final Datasets datasets;

  Registration(
      Roots roots,
      Views views,
      Announcer announcer,
      DatasetsProperties datasets,
      Exposure exposure) {
    this.roots = roots;
    this.views = views;
    this.announcer = announcer;
    this.datasets = datasets.datasets(exposure);
  }

  /**
   * What became of a request.
   *
   * @param isNew whether nothing of this id was known before
   */
  record Registered(CheckpointPublished checkpoint, boolean isNew) {}

  /**
   * Digests, checks and announces a checkpoint. Returns when the broker has the record.
   *
   * @throws dev.foresight.model.problems.InvalidFieldsException saying what is wrong with the
   *     request or its files
   * @throws dev.foresight.model.problems.ContextTooShortException if prompts do not fit
   * @throws dev.foresight.trainer.broker.NotWrittenException if the broker does not take the record
   * @throws IOException if the tokenizer cannot be read
   */
  Registered register(CheckpointRequest request) throws IOException, InterruptedException {
    request.requireValid();
    requireKnown(request.experiment());
    Path named = roots.folder(request.location());
    Path folder = ForeignFolder.readable(named, roots.store());
    Checkpoint checkpoint = ForeignFolder.examine(folder);
    CheckpointPublished published = published(request, folder, checkpoint);
    String id = published.getCheckpointId();
    Optional<CheckpointPublished> known = views.checkpoint(id);
    if (!known.equals(Optional.of(published))) {
      Announcer.awaitWritten(List.of(announcer.send(Topics.CHECKPOINTS, id, published)));
      Views.awaitVisible(() -> views.checkpoint(id).filter(published::equals).isPresent());
    }
    return new Registered(published, known.isEmpty());
  }

  private void requireKnown(@Nullable String experiment) {
    if (experiment != null && views.experiment(experiment).isEmpty()) {
      throw Rules.broken("experiment", "is the id of no experiment: " + experiment);
    }
  }

  private CheckpointPublished published(
      CheckpointRequest request, Path folder, Checkpoint checkpoint) throws IOException {
    long tokens = Objects.requireNonNull(request.tokensSeen());
    var published =
        Examined.of(folder, checkpoint, tokens).toBuilder()
            .setTokenBudget(tokens)
            .setSeed(request.seed())
            .setName(Objects.requireNonNullElse(request.name(), nameOf(request.location())))
            .setExperimentId(Objects.requireNonNullElse(request.experiment(), ""));
    plan(request, checkpoint).ifPresent(published::setEvaluation);
    return published.build();
  }

  private static String nameOf(String location) {
    return String.valueOf(Path.of(location.replaceFirst("^file:", "")).getFileName());
  }

  private Optional<EvaluationPlan> plan(CheckpointRequest request, Checkpoint checkpoint)
      throws IOException {
    EvaluationRequest asked = request.evaluation();
    if (asked != null) {
      Benchmark benchmark = Benchmark.read(asked, datasets, null);
      benchmark.requireContext(checkpoint.tokenizer(), checkpoint.shape().contextLength());
      return Optional.of(Specifications.plan(benchmark));
    }
    return Optional.ofNullable(request.experiment()).map(this::planOf);
  }

  /** How the checkpoints of {@code experiment} are evaluated. */
  private EvaluationPlan planOf(String experiment) {
    return views.runs().stream()
        .map(TrainingRun::getJob)
        .filter(job -> job.getSpec().getExperimentId().equals(experiment) && job.hasEvaluation())
        .findFirst()
        .map(TrainingJob::getEvaluation)
        .orElseThrow(
            () ->
                Rules.broken(
                    "evaluation",
                    "must be given while none of the experiment's runs has begun an evaluation to"
                        + " repeat"));
  }
}
