package dev.foresight.scorer.results;

import dev.foresight.proto.PassAtK;
import dev.foresight.proto.PolicyTally;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * An evaluation's cells, in the order of its temperatures.
 *
 * @param experimentId empty where the checkpoint came from elsewhere
 * @param statistics for each temperature and policy, once the first problem of the order is
 *     complete
 * @param tallies what every estimate is computed from, by temperature, under the policies asked for
 */
record EvaluationResults(
    @Schema(example = "41d0") String evaluationId,
    @Schema(example = "9f2c") String experimentId,
    String checkpointId,
    List<CellResult> cells,
    List<PolicyResult> statistics,
    Map<String, List<Tally>> tallies) {

  /**
   * How one problem went.
   *
   * @param problem row of the dataset
   * @param n distinct samples counted
   * @param correct of these, right, by grading policy
   */
  record Tally(int problem, int n, Map<String, Integer> correct) {}

  /** By temperature, under {@code policies}. */
  static Map<String, List<Tally>> tallies(List<ScoredCell> cells, List<String> policies) {
    var tallies = new LinkedHashMap<String, List<Tally>>();
    cells.forEach(cell -> tallies.put(cell.temperature(), tallies(cell.record(), policies)));
    return tallies;
  }

  private static List<Tally> tallies(PassAtK cell, List<String> policies) {
    return IntStream.range(0, cell.getProblemsCount())
        .mapToObj(place -> tally(cell, place, policies))
        .toList();
  }

  private static Tally tally(PassAtK cell, int place, List<String> policies) {
    var problem = cell.getProblems(place);
    var correct = new TreeMap<String, Integer>();
    for (PolicyTally policy : cell.getPoliciesList()) {
      if (policies.contains(policy.getPolicy())) {
        correct.put(policy.getPolicy(), policy.getRight(place));
      }
    }
    return new Tally(problem.getProblem(), problem.getN(), correct);
  }
}
