package dev.foresight.model.problems;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;

/**
 * Worked problems that stand before each question. In JSON the file alone, or an object that says
 * how many of its first problems as well.
 *
 * @param file a path, or the name of a dataset
 * @param first how many of its problems, from the first on; null leaves it to {@code shots}
 */
public record Exemplars(String file, @Nullable Integer first) {

  /** {@link EvaluationRequest#requireValid()} checks what is given. */
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public Exemplars {
    file = requireNonNullElse(file, "");
  }

  /** As many of {@code file} as {@code shots} says. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Exemplars of(String file) {
    return new Exemplars(file, null);
  }
}
