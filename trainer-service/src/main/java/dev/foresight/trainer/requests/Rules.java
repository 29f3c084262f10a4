package dev.foresight.trainer.requests;

import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** Collects the rules that a request breaks, so that every one of them can be listed. */
public final class Rules {
  private static final int DIGITS = 40;

  private final List<FieldError> errors = new ArrayList<>();

  /** Notes {@code rule} of {@code field} as broken unless it {@code holds}. */
  public void require(boolean holds, String field, String rule) {
    if (!holds) {
      errors.add(new FieldError(field, rule));
    }
  }

  /** Notes all that {@code check} complains of, its fields inside {@code field}. */
  public void within(String field, Runnable check) {
    try {
      check.run();
    } catch (InvalidFieldsException e) {
      e.errors().forEach(error -> require(false, field + "." + error.field(), error.message()));
    }
  }

  /** Ends the check. */
  public void throwIfBroken() {
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
  }

  void atLeast(String field, long least, long value) {
    require(value >= least, field, "must be " + least + " or more, not " + value);
  }

  /** A number of a few characters can be one of a gigabyte once it is written out. */
  private void plain(String field, BigDecimal value) {
    require(
        Math.abs((long) value.scale()) <= DIGITS && value.precision() <= DIGITS,
        field,
        "must have at most " + DIGITS + " digits");
  }

  void share(String field, BigDecimal value) {
    plain(field, value);
    require(
        value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0,
        field,
        "must be 0 to 1, not " + value);
  }

  void positive(String field, BigDecimal value) {
    plain(field, value);
    require(value.signum() > 0, field, "must be above 0, not " + value);
  }

  void notNegative(String field, BigDecimal value) {
    plain(field, value);
    require(value.signum() >= 0, field, "must be 0 or more, not " + value);
  }

  void someDistinct(String field, Collection<?> values) {
    require(!values.isEmpty(), field, "must hold at least one");
    distinct(field, values);
  }

  void distinct(String field, Collection<?> values) {
    require(
        new HashSet<>(values).size() == values.size(),
        field,
        "must not hold a value twice: " + values);
  }

  /** One broken rule. */
  public static InvalidFieldsException broken(String field, String rule) {
    return new InvalidFieldsException(List.of(new FieldError(field, rule)));
  }
}
