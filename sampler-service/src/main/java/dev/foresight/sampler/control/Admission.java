package dev.foresight.sampler.control;

import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.Ids;
import dev.foresight.proto.Tracing;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.checkpoints.CheckpointFiles;
import dev.foresight.sampler.decoding.Engine;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Says what can never be drawn before anything runs. */
@Component
@InRole(Role.CONTROL)
class Admission {
  private static final Set<String> TOKENIZER = Set.of(Tokenizer.FILE, Tokenizer.CONFIGURATION_FILE);

  private final Prompts prompts;
  private final CheckpointFiles files;
  private final Clock clock;

  Admission(Prompts prompts, CheckpointFiles files, Clock clock) {
    this.prompts = prompts;
    this.files = files;
    this.clock = clock;
  }

  /**
   * The evaluation of a checkpoint as planned, active.
   *
   * @throws CannotRunException if it could never be completed
   */
  Evaluation admit(CheckpointPublished checkpoint, EvaluationPlan plan)
      throws InterruptedException {
    var evaluation = evaluation(checkpoint, plan);
    try {
      var tokens = tokens(evaluation);
      requireRoom(evaluation, tokens);
      return evaluation.toBuilder().setSharedTokens(tokens.shared()).build();
    } catch (IOException e) {
      throw new CannotRunException(String.valueOf(e.getMessage()));
    }
  }

  /** The evaluation of a checkpoint as planned, active, or failed if it cannot run. */
  Evaluation admitOrFail(CheckpointPublished checkpoint, EvaluationPlan plan)
      throws InterruptedException {
    try {
      return admit(checkpoint, plan);
    } catch (CannotRunException e) {
      return evaluation(checkpoint, plan).toBuilder()
          .setState(EvaluationState.EVALUATION_STATE_FAILED)
          .setReason(String.valueOf(e.getMessage()))
          .build();
    }
  }

  private Evaluation evaluation(CheckpointPublished checkpoint, EvaluationPlan plan) {
    var spec =
        plan.getSpec().toBuilder()
            .setCheckpointId(checkpoint.getCheckpointId())
            .setSamplerVersion(Engine.SAMPLER_VERSION)
            .build();
    return Evaluation.newBuilder()
        .setEvaluationId(Ids.of(spec))
        .setSpec(spec)
        .setDatasetLocation(plan.getDatasetLocation())
        .setCheckpoint(checkpoint.toBuilder().clearEvaluation())
        .setState(EvaluationState.EVALUATION_STATE_ACTIVE)
        .setSubmittedAtMillis(clock.millis())
        .setTraceparent(Tracing.traceparent())
        .build();
  }

  private PromptTokens tokens(Evaluation evaluation) throws IOException, InterruptedException {
    var checkpoint = evaluation.getCheckpoint();
    var questions = prompts.of(evaluation.getSpec(), evaluation.getDatasetLocation());
    var texts = evaluation.getSpec().getProblemsList().stream().map(questions::prompt).toList();
    var names = new TreeSet<>(checkpoint.getSha256Map().keySet());
    names.retainAll(TOKENIZER);
    try (var folder = files.open(checkpoint, names)) {
      return PromptTokens.encode(texts, Tokenizer.read(folder.path()));
    }
  }

  private static void requireRoom(Evaluation evaluation, PromptTokens tokens) {
    int answer = evaluation.getSpec().getMaxNewTokens();
    int context = evaluation.getCheckpoint().getShape().getContextLength();
    if ((long) tokens.longest() + answer > context) {
      throw new CannotRunException(
          "the longest prompt of %d tokens and an answer of %d do not fit a context of %d"
              .formatted(tokens.longest(), answer, context));
    }
  }
}
