package dev.foresight.scorer.results;

import dev.foresight.scorer.figure.Figure;
import dev.foresight.scorer.figure.Line;
import dev.foresight.scorer.figure.Panel;
import dev.foresight.scorer.figure.Point;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An experiment's results as a figure: a row for each token budget, a column for each k, a line for
 * each number of predicted tokens and for each model from elsewhere. With several seeds, values and
 * ends of intervals are means over those that have an estimate.
 */
record FigureOfResults(ExperimentResults results) {
  /** The number of predicted tokens that each style belongs to; the page has the same. */
  private static final List<Integer> BY_PREDICT_TOKENS = List.of(1, 2, 4, 3, 8, 6, 5, 7);

  /**
   * What a line shows.
   *
   * @param name of a model from elsewhere; empty for the experiment's own
   */
  private record Series(int predictTokens, String name) {
    String label() {
      String n = "n = " + predictTokens;
      if (!name.isEmpty()) {
        return name + " (" + n + ")";
      }
      return predictTokens == 1 ? n + " (next token)" : n;
    }

    static Series of(Model model) {
      return new Series(model.predictTokens(), model.name());
    }
  }

  /**
   * What a row of panels shows.
   *
   * @param intermediateAt tokens seen in the middle of a run; 0 for the end of the budget
   */
  private record Row(long budget, long intermediateAt) {
    String title() {
      return intermediateAt == 0
          ? Tokens.text(budget) + " tokens"
          : "%s of %s tokens, not decayed"
              .formatted(Tokens.text(intermediateAt), Tokens.text(budget));
    }

    long tokens() {
      return intermediateAt == 0 ? budget : intermediateAt;
    }

    static Row of(Model model) {
      return new Row(model.tokenBudget(), model.intermediateAt());
    }
  }

  Figure figure() {
    return new Figure(results.name(), subtitle(), notes(), rows().map(this::row).toList());
  }

  /** The experiment's own first. */
  private List<Series> series() {
    var own = results.predictTokens().stream().map(n -> new Series(n, ""));
    var all = results.cells().stream().map(cell -> Series.of(cell.model()));
    return Stream.concat(own, all).distinct().toList();
  }

  /** A number of predicted tokens has the same style in every figure, if only one line has it. */
  private Map<Series, Integer> styles() {
    var styles = new LinkedHashMap<Series, Integer>();
    for (var series : series()) {
      int own = BY_PREDICT_TOKENS.indexOf(series.predictTokens);
      styles.put(series, own < 0 || styles.containsValue(own) ? spare(styles.values()) : own);
    }
    return styles;
  }

  /** The last one that is free, which the fewest experiments want. */
  private static int spare(Collection<Integer> taken) {
    int last = BY_PREDICT_TOKENS.size() - 1;
    return IntStream.rangeClosed(0, last)
        .map(i -> last - i)
        .filter(style -> !taken.contains(style))
        .findFirst()
        .orElse(last);
  }

  private Stream<Row> rows() {
    var own = results.tokenBudgets().stream().map(budget -> new Row(budget, 0));
    var all = results.cells().stream().map(cell -> Row.of(cell.model()));
    return Stream.concat(own, all)
        .distinct()
        .sorted(Comparator.comparingLong(Row::tokens).thenComparing(Row::budget));
  }

  private String subtitle() {
    return "%d problems, %d samples each, nucleus %s, graded by %s; %s schedule"
        .formatted(
            results.problems(),
            results.samplesPerProblem(),
            results.topP(),
            results.policy(),
            results.schedule());
  }

  private List<String> notes() {
    var notes = new ArrayList<String>();
    notes.add("Unbiased pass@k; bands are 90% bootstrap intervals over problems.");
    int seeds = results.seeds().size();
    if (seeds > 1) {
      notes.add("Values and ends of intervals are means over %d seeds.".formatted(seeds));
    }
    long missing = results.cells().stream().filter(cell -> !cell.complete()).count();
    if (missing > 0) {
      notes.add(
          ("Hollow and dashed: not final (%d of %d cells are incomplete), over the problems complete"
                  + " so far.")
              .formatted(missing, results.cells().size()));
    }
    return notes;
  }

  private List<Panel> row(Row row) {
    return results.k().stream().map(k -> panel(row, k)).toList();
  }

  private Panel panel(Row row, int k) {
    var lines = new ArrayList<Line>();
    styles().forEach((series, style) -> lines.add(line(style, series, row, k)));
    return new Panel(row.title(), "pass@" + k, lines);
  }

  private Line line(int style, Series series, Row row, int k) {
    var cells =
        results.cells().stream()
            .filter(cell -> Series.of(cell.model()).equals(series))
            .filter(cell -> Row.of(cell.model()).equals(row))
            .collect(Collectors.groupingBy(CellResult::temperature));
    var points =
        cells.entrySet().stream()
            .map(entry -> point(entry.getKey(), entry.getValue(), k))
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingDouble(Point::temperature))
            .toList();
    return new Line(series.label(), style, points);
  }

  private Optional<Point> point(String temperature, List<CellResult> cells, int k) {
    var estimates =
        cells.stream().map(c -> c.estimate(results.policy(), k)).flatMap(Optional::stream).toList();
    if (estimates.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Point(
            Double.parseDouble(temperature),
            mean(estimates, EstimateResult::value),
            mean(estimates, EstimateResult::lower),
            mean(estimates, EstimateResult::upper),
            cells.stream().allMatch(CellResult::complete)));
  }

  private static double mean(
      List<EstimateResult> estimates, ToDoubleFunction<EstimateResult> value) {
    return estimates.stream().mapToDouble(value).average().orElseThrow();
  }
}
