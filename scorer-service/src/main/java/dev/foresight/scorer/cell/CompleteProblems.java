package dev.foresight.scorer.cell;

import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.PassAtKOrBuilder;
import dev.foresight.proto.PolicyTally;
import dev.foresight.scorer.statistics.CorrectCounts;
import dev.foresight.scorer.statistics.MajorityVote;
import dev.foresight.scorer.statistics.ProblemValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The longest complete prefix of an evaluation's seeded order of problems, and its tallies.
 *
 * <p>While samples are missing, estimates are over this prefix. A mean over whatever happens to be
 * complete would favour problems with short answers.
 */
public final class CompleteProblems {
  private final PassAtKOrBuilder cell;
  private final int samples;
  private final List<Integer> problems = new ArrayList<>();
  // Where each stands among the cell's problems.
  private final List<Integer> places = new ArrayList<>();

  private CompleteProblems(EvaluationSpec spec, PassAtKOrBuilder cell) {
    this.cell = cell;
    samples = spec.getSamplesPerProblem();
    var all = new HashMap<Integer, Integer>();
    for (int place = 0; place < cell.getProblemsCount(); place++) {
      all.put(cell.getProblems(place).getProblem(), place);
    }
    for (int problem : spec.getProblemsList()) {
      var place = all.getOrDefault(problem, -1);
      if (place < 0 || samples < 1 || cell.getProblems(place).getN() != samples) {
        break;
      }
      problems.add(problem);
      places.add(place);
    }
  }

  /** Those of {@code cell}, of an evaluation as {@code spec} says. */
  public static CompleteProblems of(EvaluationSpec spec, PassAtKOrBuilder cell) {
    return new CompleteProblems(spec, cell);
  }

  /** Their rows of the dataset, in the evaluation's order. */
  public List<Integer> rows() {
    return problems;
  }

  /** Right samples by problem; nothing without a problem, or if that policy has not graded. */
  public Optional<CorrectCounts> counts(String policy) {
    return column(policy, PolicyTally::getRightList)
        .map(right -> new CorrectCounts(samples, right));
  }

  /** See {@link MajorityVote#ties}, by problem. */
  public Optional<List<Integer>> majority(String policy) {
    return column(policy, PolicyTally::getMajorityList);
  }

  /** pass@k by problem. */
  public Optional<ProblemValues> passAtK(String policy, int k) {
    return counts(policy).map(counts -> ProblemValues.of(problems, counts.passAtK(k)));
  }

  private Optional<List<Integer>> column(
      String policy, Function<PolicyTally, List<Integer>> column) {
    return cell.getPoliciesList().stream()
        .filter(tally -> tally.getPolicy().equals(policy) && !places.isEmpty())
        .map(column)
        .map(values -> places.stream().map(values::get).toList())
        .findFirst();
  }
}
