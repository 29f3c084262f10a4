package dev.foresight.scorer.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.scorer.statistics.SeedSpread;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two cells, or two sets of cells that differ in their training seed alone, problem by problem.
 *
 * @param a one side: evaluation/temperature
 * @param b the other
 * @param policy the grading policy
 */
record Comparison(
    @Schema(example = "[\"9f2c/0.6\"]") List<String> a,
    @Schema(example = "[\"41d0/0.6\"]") List<String> b,
    @Schema(example = "flexible-1") String policy,
    List<AtK> passAtK) {

  /**
   * At one k.
   *
   * @param a mean of the one side over the problems that both answered
   * @param b the same of the other
   * @param difference a less b
   * @param seeds how much the difference differs between training seeds that both sides have;
   *     absent for fewer than two
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AtK(
      @Schema(example = "10") int k,
      @Schema(example = "0.430") double a,
      @Schema(example = "0.409") double b,
      DifferenceResult difference,
      @Nullable SeedSpread seeds) {}
}
