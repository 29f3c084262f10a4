package dev.foresight.scorer.results;

import dev.foresight.proto.ProblemTally;
import java.util.List;
import java.util.Map;

/**
 * An evaluation's cells, in the order of its temperatures.
 *
 * @param experimentId empty where the checkpoint came from elsewhere
 * @param tallies what every estimate is computed from, by temperature
 */
record EvaluationResults(
    String evaluationId,
    String experimentId,
    String checkpointId,
    List<CellResult> cells,
    Map<String, List<Tally>> tallies) {

  /**
   * How one problem went.
   *
   * @param problem row of the dataset
   * @param n distinct samples counted
   * @param correct of these, right, by grading policy
   */
  record Tally(int problem, int n, Map<String, Integer> correct) {
    static Tally of(ProblemTally tally) {
      return new Tally(tally.getProblem(), tally.getN(), tally.getCorrectMap());
    }
  }
}
