package dev.foresight.scorer.figure;

import java.util.List;
import java.util.stream.Stream;

/**
 * pass@k against temperature: a row of panels for each token budget, a column for each k.
 *
 * @param title above everything
 * @param subtitle how it was measured, in one line
 * @param notes below everything, one line each
 * @param rows panels by budget, then k; all rows of the same length, all panels with the same lines
 */
public record Figure(String title, String subtitle, List<String> notes, List<List<Panel>> rows) {

  /** The lines of any panel, whose labels and styles are those of all. */
  public List<Line> legend() {
    return columns() == 0 ? List.of() : rows.getFirst().getFirst().lines();
  }

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
