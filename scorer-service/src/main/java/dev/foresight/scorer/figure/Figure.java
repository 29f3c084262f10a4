package dev.foresight.scorer.figure;

import java.util.List;
import java.util.stream.Stream;

/**
 * pass@k against temperature: a row of panels for each token budget, a column for each k.
 *
 * @param title above everything
 * @param subtitle how it was measured, in one line
 * @param notes below everything, one line each
 * @param legend one line label for each style, 0 first
 * @param rows panels by budget, then k; all rows of the same length
 */
public record Figure(
    String title,
    String subtitle,
    List<String> notes,
    List<String> legend,
    List<List<Panel>> rows) {

  int columns() {
    return rows.isEmpty() ? 0 : rows.getFirst().size();
  }

  Stream<Point> points() {
    return rows.stream().flatMap(List::stream).flatMap(Figure::points);
  }

  /** Points of one k, over all budgets: they share an axis, so that budgets can be compared. */
  Stream<Point> points(int column) {
    return rows.stream().map(row -> row.get(column)).flatMap(Figure::points);
  }

  private static Stream<Point> points(Panel panel) {
    return panel.lines().stream().flatMap(line -> line.points().stream());
  }
}
