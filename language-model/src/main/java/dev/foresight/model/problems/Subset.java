package dev.foresight.model.problems;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which problems of a dataset are asked. In JSON a number, the first of the seeded order, or a list
 * of rows.
 *
 * @param first how many; null where rows are named
 * @param rows which, counted from 0, asked in the seeded order too; empty where a number is given
 */
public record Subset(@Nullable Integer first, List<Integer> rows) {

  public Subset {
    rows = List.copyOf(rows);
  }

  /** The first {@code count} of the seeded order. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Subset first(int count) {
    return new Subset(count, List.of());
  }

  /** These rows. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Subset of(List<Integer> rows) {
    return new Subset(null, rows);
  }

  /** What is wrong with it whatever the dataset, in words; null if nothing is. */
  @Nullable String fault() {
    if (first != null) {
      return first >= 1 ? null : "must be 1 or more, not " + first;
    }
    if (rows.isEmpty()) {
      return "must name at least one row";
    }
    if (rows.stream().anyMatch(row -> row < 0)) {
      return "must be rows from 0 on, not " + rows;
    }
    return new HashSet<>(rows).size() == rows.size() ? null : "must not name a row twice";
  }

  /** What is wrong with it for a dataset of {@code available} problems; null if nothing is. */
  @Nullable String fault(int available) {
    if (first != null && first > available) {
      return "must be at most %d, not %d".formatted(available, first);
    }
    return rows.stream().allMatch(row -> row < available)
        ? null
        : "must be rows from 0 to %d, not %s".formatted(available - 1, rows);
  }

  /** Those of {@code order} that are asked, in that order. */
  List<Integer> in(int[] order) {
    if (first != null) {
      return Arrays.stream(order).limit(first).boxed().toList();
    }
    Set<Integer> wanted = Set.copyOf(rows);
    return Arrays.stream(order).boxed().filter(wanted::contains).toList();
  }
}
