package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foresight.scorer.statistics.PolicyStatistics.Measure;
import dev.foresight.scorer.statistics.PolicyStatistics.Statistic;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyStatisticsTest {
  private final PolicyStatistics all =
      PolicyStatistics.of(
          new CorrectCounts(4, List.of(1, 2, 0, 4)),
          List.of(2, 1, 0, 1),
          List.of(1, 2, 4),
          new Bootstrap(500, 3));

  @Test
  void passAtKIsDefinedForEveryK() {
    assertThat(value(Measure.PASS_AT_K, 1)).isCloseTo(7 / 16.0, within(1e-12));
    // 1 of 4: 1/2; 2 of 4: 5/6
    assertThat(value(Measure.PASS_AT_K, 2)).isCloseTo((0.5 + 5 / 6.0 + 1) / 4, within(1e-12));
    assertThat(value(Measure.PASS_AT_K, 4)).isCloseTo(3 / 4.0, within(1e-12));
    assertThat(all.curve()).hasSize(4);
    assertThat(all.curve().get(1).value()).isCloseTo(value(Measure.PASS_AT_K, 2), within(1e-12));
  }

  @Test
  void allOfKRightIsRarer() {
    assertThat(value(Measure.PASS_POWER_K, 1)).isCloseTo(7 / 16.0, within(1e-12));
    assertThat(value(Measure.PASS_POWER_K, 2)).isCloseTo((1 / 6.0 + 1) / 4, within(1e-12));
    assertThat(value(Measure.PASS_POWER_K, 4)).isCloseTo(1 / 4.0, within(1e-12));
  }

  @Test
  void theAverageIsPass1AndTheMajorityScoresItsShareOfATie() {
    assertThat(value(Measure.AVERAGE_AT_N, 4)).isCloseTo(7 / 16.0, within(1e-12));
    assertThat(value(Measure.MAJORITY_AT_N, 4)).isCloseTo((0.5 + 1 + 1) / 4, within(1e-12));
  }

  @Test
  void samplingErrorsAreKnownButForTheMajority() {
    assertThat(statistic(Measure.PASS_AT_K, 1).samplingError())
        .hasValueCloseTo(error(), within(1e-12));
    assertThat(statistic(Measure.PASS_POWER_K, 1).samplingError())
        .hasValueCloseTo(error(), within(1e-12));
    assertThat(statistic(Measure.AVERAGE_AT_N, 4).samplingError())
        .hasValueCloseTo(error(), within(1e-12));
    assertThat(statistic(Measure.MAJORITY_AT_N, 4).samplingError()).isEmpty();
  }

  @Test
  void intervalsHoldTheirValues() {
    assertThat(all.statistics())
        .allSatisfy(
            statistic -> {
              var mean = statistic.mean();
              assertThat(mean.value())
                  .isBetween(mean.interval90().lower(), mean.interval90().upper());
              assertThat(mean.interval95().lower()).isLessThanOrEqualTo(mean.interval90().lower());
              assertThat(mean.problems()).isEqualTo(4);
            });
  }

  private static double error() {
    return Math.sqrt(0.25 * 0.75 / 3 + 0.5 * 0.5 / 3) / 4;
  }

  private double value(Measure measure, int k) {
    return statistic(measure, k).mean().value();
  }

  private Statistic statistic(Measure measure, int k) {
    return all.statistics().stream()
        .filter(statistic -> statistic.measure() == measure && statistic.k() == k)
        .findFirst()
        .orElseThrow();
  }
}
