package dev.foresight.scorer.results;

import dev.foresight.scorer.statistics.Difference;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A paired difference over problems.
 *
 * @param value mean over problems
 * @param lower end of the 90% bootstrap interval
 * @param upper end of the same
 * @param lower95 end of the 95% interval
 * @param upper95 end of the same
 * @param pValue two-sided: the level at which the interval just reaches 0
 * @param problems that both sides answered
 * @param clear the 95% interval leaves 0 out
 */
record DifferenceResult(
    @Schema(example = "0.021") double value,
    @Schema(example = "0.012") double lower,
    @Schema(example = "0.030") double upper,
    @Schema(example = "0.010") double lower95,
    @Schema(example = "0.032") double upper95,
    @Schema(example = "0.0004") double pValue,
    @Schema(example = "1319") int problems,
    boolean clear) {

  static DifferenceResult of(Difference difference) {
    return new DifferenceResult(
        difference.value(),
        difference.interval90().lower(),
        difference.interval90().upper(),
        difference.interval95().lower(),
        difference.interval95().upper(),
        difference.pValue(),
        difference.problems(),
        difference.isClear());
  }
}
