package dev.foresight.sampler.control;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.proto.GradingPolicies;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to evaluate a checkpoint: one that was published, by its id, or any other, by where it
 * lies.
 *
 * @param checkpointId a checkpoint that was published; this or {@code checkpoint}
 * @param checkpoint a Llama-architecture model in Hugging Face's format
 * @param evaluation how it is sampled and scored
 */
record NewEvaluation(
    @Schema(description = "Id of a published checkpoint; this or checkpoint")
        @Nullable String checkpointId,
    @Schema(description = "Any other model; this or checkpointId") @Nullable Located checkpoint,
    @Nullable EvaluationRequest evaluation) {

  /**
   * A checkpoint that nobody published.
   *
   * @param location its folder, a path or {@code file:} URI, or {@code s3://bucket/prefix}; below
   *     one of {@code foresight.sampler.control.roots}
   * @param name for people; null means the last part of {@code location}
   */
  record Located(
      @Schema(
              description =
                  "Folder or s3://bucket/prefix, below one of foresight.sampler.control.roots",
              example = "/models/llama-3.2-1b")
          String location,
      @Schema(description = "For people; default the last part of the location")
          @Nullable String name) {
    Located {
      location = requireNonNullElse(location, "");
    }
  }

  /**
   * Checks every field.
   *
   * @return this
   * @throws InvalidFieldsException listing each field that breaks its rule
   */
  NewEvaluation requireValid() {
    var errors = new ArrayList<FieldError>();
    if (checkpoint == null && (checkpointId == null || checkpointId.isBlank())) {
      errors.add(
          new FieldError("checkpointId", "must name a checkpoint, or checkpoint its location"));
    }
    if (checkpoint != null && checkpointId != null) {
      errors.add(new FieldError("checkpointId", "must not stand beside checkpoint"));
    }
    if (checkpoint != null && checkpoint.location.isBlank()) {
      errors.add(new FieldError("checkpoint.location", "must name a folder or s3://bucket/prefix"));
    }
    errors.addAll(
        evaluation == null
            ? List.of(new FieldError("evaluation", "must be given"))
            : errors(evaluation));
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    return this;
  }

  /** The evaluation of a valid request. */
  EvaluationRequest asked() {
    return requireNonNull(evaluation, "of a valid request");
  }

  private static List<FieldError> errors(EvaluationRequest evaluation) {
    try {
      evaluation.requireValid();
    } catch (InvalidFieldsException e) {
      return e.errors().stream()
          .map(error -> new FieldError("evaluation." + error.field(), error.message()))
          .toList();
    }
    var fault = GradingPolicies.fault(evaluation.policies());
    return fault.isEmpty() ? List.of() : List.of(new FieldError("evaluation.policies", fault));
  }
}
