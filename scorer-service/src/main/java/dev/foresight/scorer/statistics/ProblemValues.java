package dev.foresight.scorer.statistics;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A number for each of some problems, so that models can be compared on the problems that both
 * answered.
 *
 * @param byProblem by row of the dataset
 */
public record ProblemValues(NavigableMap<Integer, Double> byProblem) {

  /** Of {@code problems}, each once, and the {@code values} beside them. */
  public static ProblemValues of(List<Integer> problems, double[] values) {
    var byProblem = new TreeMap<Integer, Double>();
    for (int i = 0; i < values.length; i++) {
      byProblem.put(problems.get(i), values[i]);
    }
    return new ProblemValues(byProblem);
  }

  /** Their mean by problem, of the problems that all of {@code several} have. */
  public static ProblemValues mean(Collection<ProblemValues> several) {
    var sum = new TreeMap<Integer, Double>();
    several.stream().findFirst().ifPresent(first -> sum.putAll(first.byProblem));
    several.forEach(values -> sum.keySet().retainAll(values.byProblem.keySet()));
    sum.replaceAll(
        (problem, first) ->
            several.stream().mapToDouble(v -> v.byProblem.get(problem)).sum() / several.size());
    return new ProblemValues(sum);
  }

  /** These less {@code others}, of the problems that both have. */
  public ProblemValues minus(ProblemValues others) {
    var difference = new TreeMap<Integer, Double>();
    byProblem.forEach(
        (problem, value) -> {
          if (others.byProblem.containsKey(problem)) {
            difference.put(problem, value - others.byProblem.get(problem));
          }
        });
    return new ProblemValues(difference);
  }

  /** These, of the problems that {@code others} have. */
  public ProblemValues within(ProblemValues others) {
    var common = new TreeMap<>(byProblem);
    common.keySet().retainAll(others.byProblem.keySet());
    return new ProblemValues(common);
  }

  /** Whether there is no problem. */
  public boolean isEmpty() {
    return byProblem.isEmpty();
  }

  /** Their mean with its intervals; of one problem at least. */
  public MeanEstimate mean(Bootstrap bootstrap) {
    return MeanEstimate.of(new double[][] {array()}, bootstrap).getFirst();
  }

  /** Mean over problems; NaN without one. */
  public double mean() {
    return MeanEstimate.mean(array());
  }

  double[] array() {
    return byProblem.values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
