package dev.foresight.sampler.control;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProblemTally;
import dev.foresight.sampler.reconciling.Demand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far an evaluation is, by what was counted.
 *
 * @param cells its cells, one for each temperature that was scored
 */
record Progress(Evaluation evaluation, List<PassAtK> cells) {

  /** The evaluation's id. */
  String id() {
    return evaluation.getEvaluationId();
  }

  /** Samples that the evaluation wants. */
  long wanted() {
    return (long) temperatures() * evaluation.getSpec().getProblemsCount() * samples();
  }

  /** Of these, counted. */
  long counted() {
    return cells.stream()
        .flatMap(cell -> cell.getProblemsList().stream())
        .mapToLong(tally -> Math.min(tally.getN(), samples()))
        .sum();
  }

  /** Of these, not counted. */
  long missing() {
    return wanted() - counted();
  }

  /** Samples that came back different from the first of their index. */
  long conflicts() {
    return cells.stream().mapToLong(PassAtK::getConflicts).sum();
  }

  /** Whether the scorer has every sample of every cell. */
  boolean isComplete() {
    return cells.size() == temperatures() && cells.stream().allMatch(PassAtK::getComplete);
  }

  /** What is still to be handed out. */
  Demand demand() {
    return new Demand(
        evaluation.getEvaluationId(),
        evaluation.getSpec().getProblemsList(),
        samples(),
        cells.size() < temperatures() ? Map.of() : fewest());
  }

  /** Samples by problem, at the temperature that has fewest. */
  private Map<Integer, Integer> fewest() {
    var seen = new HashMap<Integer, Integer>();
    var fewest = new HashMap<Integer, Integer>();
    for (var cell : cells) {
      for (ProblemTally tally : cell.getProblemsList()) {
        seen.merge(tally.getProblem(), 1, Integer::sum);
        fewest.merge(tally.getProblem(), tally.getN(), Math::min);
      }
    }
    fewest.keySet().removeIf(problem -> seen.getOrDefault(problem, 0) < cells.size());
    return fewest;
  }

  private int temperatures() {
    return evaluation.getSpec().getTemperaturesCount();
  }

  private int samples() {
    return evaluation.getSpec().getSamplesPerProblem();
  }
}
