package dev.foresight.standalone.demo;

import dev.foresight.standalone.demo.Results.Cell;
import dev.foresight.standalone.demo.Results.Estimate;
import dev.foresight.standalone.terminal.Bar;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results as text: a block for each k, a row for each budget and n, a column a temperature. */
final class ResultsTable {
  private static final String LABEL = "%-14s";
  private static final String COLUMN = "%-21s";

  private final List<Cell> cells;
  private final String policy;

  private record Model(long tokenBudget, int predictTokens, long seed) {
    static final Comparator<Model> ORDER =
        Comparator.comparingLong(Model::tokenBudget)
            .thenComparingInt(Model::predictTokens)
            .thenComparingLong(Model::seed);

    static Model of(Cell cell) {
      return new Model(cell.tokenBudget(), cell.predictTokens(), cell.seed());
    }
  }

  private ResultsTable(List<Cell> cells, String policy) {
    this.cells = cells;
    this.policy = policy;
  }

  /** The table of what {@code results} says under its first grading policy. */
  static String of(Results results) {
    var table = new ResultsTable(results.cells(), results.policies().getFirst());
    return results.cells().stream()
        .flatMap(cell -> cell.estimates().stream().map(Estimate::k))
        .distinct()
        .sorted()
        .map(table::block)
        .collect(Collectors.joining("\n"));
  }

  private String block(int k) {
    var temperatures =
        cells.stream()
            .map(Cell::temperature)
            .distinct()
            .sorted(Comparator.comparingDouble(Double::parseDouble))
            .toList();
    var header =
        temperatures.stream()
            .map(temperature -> COLUMN.formatted("T=" + temperature))
            .collect(Collectors.joining("", LABEL.formatted("tokens   n"), ""));
    var rows = models().map(model -> row(model, temperatures, k)).collect(Collectors.joining("\n"));
    return "pass@%d in %%, 90%% interval\n%s\n%s\n".formatted(k, header.stripTrailing(), rows);
  }

  private Stream<Model> models() {
    return cells.stream().map(Model::of).distinct().sorted(Model.ORDER);
  }

  private String row(Model model, List<String> temperatures, int k) {
    String label = "%-8s %d".formatted(Bar.count(model.tokenBudget()), model.predictTokens());
    return temperatures.stream()
        .map(temperature -> COLUMN.formatted(estimate(model, temperature, k)))
        .collect(Collectors.joining("", LABEL.formatted(label), ""))
        .stripTrailing();
  }

  private String estimate(Model model, String temperature, int k) {
    return cells.stream()
        .filter(cell -> Model.of(cell).equals(model) && cell.temperature().equals(temperature))
        .flatMap(cell -> cell.estimates().stream())
        .filter(estimate -> estimate.k() == k && estimate.policy().equals(policy))
        .findFirst()
        .map(ResultsTable::shown)
        .orElse("-");
  }

  private static String shown(Estimate estimate) {
    return String.format(
        Locale.ROOT,
        "%5.1f [%.1f, %.1f]",
        100 * estimate.value(),
        100 * estimate.lower(),
        100 * estimate.upper());
  }
}
