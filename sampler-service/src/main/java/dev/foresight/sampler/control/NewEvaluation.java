package dev.foresight.sampler.control;

import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to evaluate a checkpoint.
 *
 * @param checkpointId a checkpoint that was published
 * @param evaluation how it is sampled and scored
 */
record NewEvaluation(@Nullable String checkpointId, @Nullable EvaluationRequest evaluation) {

  /** A request whose fields keep their rules. */
  record Valid(String checkpointId, EvaluationRequest evaluation) {}

  /**
   * Checks every field.
   *
   * @throws InvalidFieldsException listing each field that breaks its rule
   */
  Valid requireValid() {
    var errors = new ArrayList<FieldError>();
    if (checkpointId == null || checkpointId.isBlank()) {
      errors.add(new FieldError("checkpointId", "must name a checkpoint"));
    }
    if (evaluation == null) {
      errors.add(new FieldError("evaluation", "must be given"));
    } else {
      errors.addAll(errors(evaluation));
    }
    if (checkpointId == null || evaluation == null || !errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    return new Valid(checkpointId, evaluation);
  }

  private static List<FieldError> errors(EvaluationRequest evaluation) {
    try {
      evaluation.requireValid();
      return List.of();
    } catch (InvalidFieldsException e) {
      return e.errors().stream()
          .map(error -> new FieldError("evaluation." + error.field(), error.message()))
          .toList();
    }
  }
}
