package dev.foresight.scorer.samples;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of an evaluation's problems, in its order.
 *
 * @param total problems of the evaluation
 */
record ProblemsPage(
    @Schema(example = "1319") int total,
    @Schema(example = "0") int offset,
    @Schema(example = "50") int limit,
    List<ProblemResult> problems) {

  /**
   * A problem and how it went.
   *
   * @param problem row of the dataset
   * @param question null before its first sample; so is the next
   * @param cells in the order of the evaluation's temperatures
   */
  record ProblemResult(
      @Schema(example = "3") int problem,
      @Schema(example = "Toulouse has twice as many sheep as ...", nullable = true)
          @Nullable String question,
      @Schema(example = "18", nullable = true) @Nullable String reference,
      List<ProblemCell> cells) {}

  /**
   * A problem at one temperature.
   *
   * @param samples distinct ones counted
   * @param correct of these, right under the primary policy
   */
  record ProblemCell(
      @Schema(example = "0.6") String temperature,
      @Schema(example = "200") int samples,
      @Schema(example = "57") int correct) {}
}
