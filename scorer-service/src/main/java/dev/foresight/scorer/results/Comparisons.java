package dev.foresight.scorer.results;

import dev.foresight.proto.PassAtK;
import dev.foresight.scorer.cell.Cell;
import dev.foresight.scorer.pipeline.Views;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Compares any two cells. */
@Component
class Comparisons {
  private final Views views;
  private final Computations computations;

  Comparisons(Views views, Computations computations) {
    this.views = views;
    this.computations = computations;
  }

  /**
   * Compares {@code a} with {@code b}, each one cell or several of different seeds, by their keys.
   *
   * @param k default: those of the first cell's evaluation
   * @param policy default: the first cell's primary one
   * @throws UnknownIdException if there is no such cell
   * @throws InvalidQueryException if they cannot be compared
   */
  Comparison compare(
      List<String> a, List<String> b, @Nullable List<Integer> k, @Nullable String policy) {
    var left = cells("a", a);
    var right = cells("b", b);
    var all = Stream.of(left, right).flatMap(List::stream).toList();
    requireSameProblems(all);
    var spec = all.getFirst().evaluation().getSpec();
    var graded = Question.policy(policy, spec);
    var ks = Question.of(k, null, spec).k();
    int samples = all.stream().mapToInt(c -> c.record().getSamplesPerProblem()).min().orElseThrow();
    ks.forEach(asked -> Question.requireDefined(asked, samples));
    long seed = seed(all);
    return new Comparison(
        a, b, graded, ks.stream().map(asked -> atK(left, right, graded, asked, seed)).toList());
  }

  private Comparison.AtK atK(
      List<ScoredCell> left, List<ScoredCell> right, String policy, int k, long seed) {
    var a = arm("a", left, policy, k);
    var b = arm("b", right, policy, k);
    var difference = a.minus(b);
    if (difference.isEmpty()) {
      throw new InvalidQueryException("b", "shares no complete problem with a");
    }
    return new Comparison.AtK(
        k,
        a.values().within(difference).mean(),
        b.values().within(difference).mean(),
        DifferenceResult.of(computations.difference(difference, seed)),
        a.spread(b).orElse(null));
  }

  private static Arm arm(String side, List<ScoredCell> cells, String policy, int k) {
    return Arm.of(cells, policy, k)
        .orElseThrow(() -> new InvalidQueryException(side, "has no complete problem yet"));
  }

  private List<ScoredCell> cells(String side, List<String> keys) {
    var cells = keys.stream().map(this::cell).toList();
    if (cells.stream().map(ScoredCell::seed).distinct().count() < Math.max(1, cells.size())) {
      throw new InvalidQueryException(side, "must name cells of different training seeds");
    }
    return cells;
  }

  private ScoredCell cell(String key) {
    int slash = key.lastIndexOf('/');
    if (slash < 0) {
      throw new UnknownIdException("cell", key);
    }
    var id = key.substring(0, slash);
    var evaluation =
        views.evaluation(id).orElseThrow(() -> new UnknownIdException("evaluation", id));
    PassAtK record =
        views.cells(id).stream()
            .filter(cell -> key.equals(Cell.key(id, cell.getTemperature())))
            .findFirst()
            .orElseThrow(() -> new UnknownIdException("cell", key));
    return new ScoredCell(evaluation, record);
  }

  private static void requireSameProblems(List<ScoredCell> cells) {
    var datasets = cells.stream().map(c -> c.evaluation().getSpec().getDatasetSha256()).distinct();
    if (datasets.count() > 1) {
      throw new InvalidQueryException("b", "must be of the same dataset as a");
    }
  }

  /** The same whichever side comes first. */
  private static long seed(List<ScoredCell> cells) {
    return Cell.seed(cells.stream().map(ScoredCell::key).sorted().collect(Collectors.joining(" ")));
  }
}
