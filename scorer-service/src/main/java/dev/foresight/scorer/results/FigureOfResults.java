package dev.foresight.scorer.results;

import dev.foresight.scorer.figure.Figure;
import dev.foresight.scorer.figure.Line;
import dev.foresight.scorer.figure.Panel;
import dev.foresight.scorer.figure.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * An experiment's results as a figure: a row for each token budget, a column for each k, a line for
 * each number of predicted tokens. With several seeds, values and ends of intervals are means over
 * those that have an estimate.
 */
record FigureOfResults(ExperimentResults results) {

  Figure figure() {
    return new Figure(
        results.name(),
        subtitle(),
        notes(),
        results.predictTokens().stream().map(FigureOfResults::label).toList(),
        results.tokenBudgets().stream().sorted().map(this::row).toList());
  }

  private static String label(int predictTokens) {
    return predictTokens == 1 ? "n = 1 (next token)" : "n = " + predictTokens;
  }

  private String subtitle() {
    return "%d problems, %d samples each, nucleus %s, graded by %s"
        .formatted(
            results.problems(), results.samplesPerProblem(), results.topP(), results.policy());
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

  private List<Panel> row(long budget) {
    return results.k().stream().map(k -> panel(budget, k)).toList();
  }

  private Panel panel(long budget, int k) {
    var lines =
        IntStream.range(0, results.predictTokens().size())
            .mapToObj(style -> line(style, budget, k))
            .toList();
    return new Panel(Tokens.text(budget) + " tokens", "pass@" + k, lines);
  }

  private Line line(int style, long budget, int k) {
    int predictTokens = results.predictTokens().get(style);
    var points =
        results.temperatures().stream()
            .map(temperature -> point(predictTokens, budget, k, temperature))
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingDouble(Point::temperature))
            .toList();
    return new Line(label(predictTokens), style, points);
  }

  private Optional<Point> point(int predictTokens, long budget, int k, String temperature) {
    var cells =
        results.cells().stream()
            .filter(cell -> cell.predictTokens() == predictTokens && cell.tokenBudget() == budget)
            .filter(cell -> cell.temperature().equals(temperature))
            .toList();
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
