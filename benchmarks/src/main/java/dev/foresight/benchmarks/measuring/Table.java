package dev.foresight.benchmarks.measuring;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table that is Markdown and lines up in a terminal. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with this heading. */
  public Table(List<String> heading) {
    rows.add(List.copyOf(heading));
  }

  /** Adds a row of as many cells as the heading has. */
  public void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  /** The table, a line a row. */
  public String markdown() {
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < rows.getFirst().size(); i++) {
      int column = i;
      widths.add(
          rows.stream().mapToInt(row -> Math.max(3, row.get(column).length())).max().orElse(3));
    }
    StringBuilder text = new StringBuilder();
    append(text, rows.getFirst(), widths);
    append(text, Collections.nCopies(widths.size(), "---"), widths);
    rows.stream().skip(1).forEach(row -> append(text, row, widths));
    return text.toString();
  }

  private static void append(StringBuilder text, List<String> row, List<Integer> widths) {
    for (int i = 0; i < row.size(); i++) {
      text.append("| ").append(row.get(i)).repeat(' ', 1 + widths.get(i) - row.get(i).length());
    }
    text.append("|\n");
  }
}
