package dev.foresight.sampler.control;

import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.Ids;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.decoding.Engine;
import dev.foresight.sampler.decoding.LoadedModel;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Says what can never be drawn before anything runs. */
@Component
@InRole(Role.CONTROL)
class Admission {
  private final Prompts prompts;
  private final Clock clock;

  Admission(Prompts prompts, Clock clock) {
    this.prompts = prompts;
    this.clock = clock;
  }

  /** The evaluation of a checkpoint as planned, active. */
  Evaluation evaluation(CheckpointPublished checkpoint, EvaluationPlan plan) {
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
        .build();
  }

  /** The evaluation of a checkpoint as planned, active, or failed if it cannot run. */
  Evaluation admitted(CheckpointPublished checkpoint, EvaluationPlan plan) {
    var evaluation = evaluation(checkpoint, plan);
    return objection(evaluation)
        .map(
            reason ->
                evaluation.toBuilder()
                    .setState(EvaluationState.EVALUATION_STATE_FAILED)
                    .setReason(reason)
                    .build())
        .orElse(evaluation);
  }

  /** Why {@code evaluation} cannot run, in a sentence for a person; nothing if it can. */
  Optional<String> objection(Evaluation evaluation) {
    try {
      var of = prompts.of(evaluation.getSpec(), evaluation.getDatasetLocation());
      var folder = LoadedModel.folder(evaluation.getCheckpoint().getLocation());
      return tooLong(evaluation, of, Tokenizer.read(folder));
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> tooLong(
      Evaluation evaluation, Prompts.Questions questions, Tokenizer tokenizer) {
    var spec = evaluation.getSpec();
    int context = evaluation.getCheckpoint().getShape().getContextLength();
    int longest =
        spec.getProblemsList().parallelStream()
            .mapToInt(row -> tokenizer.encode(questions.prompt(row)).length)
            .max()
            .orElse(0);
    return longest + spec.getMaxNewTokens() <= context
        ? Optional.empty()
        : Optional.of(
            "the longest prompt of %d tokens and an answer of %d do not fit a context of %d"
                .formatted(longest, spec.getMaxNewTokens(), context));
  }
}
