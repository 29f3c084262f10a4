package dev.foresight.scorer.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.scorer.statistics.MeanEstimate;
import dev.foresight.scorer.statistics.PolicyStatistics.Statistic;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One number over problems.
 *
 * @param measure pass@k: k samples hold a right one; pass^k: all k are right; avg@n: the share of
 *     right samples; maj@n: the most frequent answer is right, ties scoring their share
 * @param k samples that it is about; n for the last two
 * @param value mean over problems, 0..1
 * @param lower end of the 90% bootstrap interval over problems
 * @param upper end of the same
 * @param lower95 end of the 95% interval
 * @param upper95 end of the same
 * @param samplingError standard error if the same problems were sampled again; absent for maj@n,
 *     where tallies do not tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatisticResult(
    @Schema(example = "pass@k") String measure,
    @Schema(example = "10") int k,
    @Schema(example = "0.4085") double value,
    @Schema(example = "0.3921") double lower,
    @Schema(example = "0.4253") double upper,
    @Schema(example = "0.3889") double lower95,
    @Schema(example = "0.4284") double upper95,
    @Schema(example = "0.0017") @Nullable Double samplingError) {

  static StatisticResult of(Statistic statistic) {
    MeanEstimate mean = statistic.mean();
    return new StatisticResult(
        statistic.measure().label(),
        statistic.k(),
        mean.value(),
        mean.interval90().lower(),
        mean.interval90().upper(),
        mean.interval95().lower(),
        mean.interval95().upper(),
        statistic.samplingError().isPresent() ? statistic.samplingError().getAsDouble() : null);
  }
}
