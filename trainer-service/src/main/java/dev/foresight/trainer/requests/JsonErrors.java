package dev.foresight.trainer.requests;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.foresight.model.problems.InvalidFieldsException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** How requests are read strictly, and what does not fit them said by field. */
public final class JsonErrors {
  private JsonErrors() {}

  /** A null inside a list is an error of its field. */
  public static void refuseNullsInLists(MapperBuilder<?, ?> mapper) {
    mapper.withConfigOverride(
        List.class, list -> list.setNullHandling(JsonSetter.Value.forContentNulls(Nulls.FAIL)));
  }

  /** What of a request {@code e} complains of. */
  public static InvalidFieldsException of(JacksonException e) {
    return Rules.broken(path(e), message(e));
  }

  private static String path(JacksonException e) {
    String path =
        e.getPath().stream()
            .map(JacksonException.Reference::getPropertyName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "body" : path;
  }

  private static String message(JacksonException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "is unknown; known are " + unknown.getKnownPropertyIds();
      case InvalidNullException none -> "must not hold null";
      case MismatchedInputException mismatch -> "must be " + kind(mismatch.getTargetType());
      default -> "is not valid: " + e.getOriginalMessage();
    };
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == Integer.class || type == Long.class) {
      return "an integer";
    } else if (type == BigDecimal.class) {
      return "a decimal number";
    } else if (type == Boolean.class) {
      return "true or false";
    } else if (type == String.class) {
      return "a string";
    }
    return type == List.class ? "a list" : "an object";
  }
}
