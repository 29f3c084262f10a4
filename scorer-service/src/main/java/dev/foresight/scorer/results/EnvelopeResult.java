package dev.foresight.scorer.results;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * The best temperature for each model and k.
 *
 * @param policy the grading policy
 * @param caveat how not to read this
 */
record EnvelopeResult(
    String experimentId,
    @Schema(example = "flexible-1") String policy,
    List<Best> best,
    String caveat) {
  static final String CAVEAT =
      "Each temperature is chosen on the very samples that its value is computed from, so values are"
          + " too high and intervals too narrow; compare models at a temperature declared beforehand.";

  /**
   * The highest pass@k of a model over its temperatures.
   *
   * @param temperature where it is reached; of equal ones the lowest
   * @param value mean over seeds
   * @param lower end of the 90% bootstrap interval over problems, at that temperature
   * @param upper end of the same
   * @param complete every cell that was chosen among is complete
   */
  record Best(
      @Schema(example = "2000000") long tokenBudget,
      @Schema(example = "2") int predictTokens,
      @Schema(example = "100") int k,
      @Schema(example = "0.8") String temperature,
      @Schema(example = "0.61") double value,
      double lower,
      double upper,
      double lower95,
      double upper95,
      boolean complete) {}
}
