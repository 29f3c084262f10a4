package dev.foresight.model.problems;

import java.util.List;
import java.util.stream.Collectors;

/** A request whose fields break their rules; every one of them is listed. */
public final class InvalidFieldsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<FieldError> errors;

  /**
   * One broken rule.
   *
   * @param field the field's name in the request
   * @param message what it must be, and what it is
   */
  public record FieldError(String field, String message) {}

  public InvalidFieldsException(List<FieldError> errors) {
    super(
        errors.stream()
            .map(error -> error.field + " " + error.message)
            .collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  /** The broken rules in the order of the fields, at least one. */
  public List<FieldError> errors() {
    return errors;
  }
}
