package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void theSameSeedGivesTheSameInterval() {
    var values = coins(300, 0.3, 1);

    assertThat(new Bootstrap(1000, 7).intervals(values))
        .isEqualTo(new Bootstrap(1000, 7).intervals(values))
        .isNotEqualTo(new Bootstrap(1000, 8).intervals(values));
  }

  @Test
  void theWidthIsThatOfTheNormalApproximation() {
    var interval = new Bootstrap(4000, 1).intervals(coins(1000, 0.3, 2)).getFirst();

    double halfWidth = 1.645 * Math.sqrt(0.3 * 0.7 / 1000);
    assertThat((interval.upper() - interval.lower()) / 2).isCloseTo(halfWidth, within(0.002));
  }

  @Test
  void nineIntervalsInTenHoldTheTruth() {
    long holding = 0;
    for (int trial = 0; trial < 300; trial++) {
      var interval = new Bootstrap(200, trial).intervals(coins(200, 0.4, trial)).getFirst();
      holding += interval.lower() <= 0.4 && 0.4 <= interval.upper() ? 1 : 0;
    }
    assertThat(holding).isBetween(255L, 287L);
  }

  @Test
  void seriesOfTheSameProblemsShareTheirDraws() {
    var one = coins(100, 0.5, 3)[0];

    var intervals = new Bootstrap(500, 5).intervals(new double[][] {one, one});

    assertThat(intervals.get(0)).isEqualTo(intervals.get(1));
  }

  @Test
  void aSingleProblemHasNoWidth() {
    assertThat(new Bootstrap(100, 5).intervals(new double[][] {{0.25}}))
        .containsExactly(new Interval(0.25, 0.25));
  }

  @Test
  void tooFewResamplesAreRefused() {
    assertThatThrownBy(() -> new Bootstrap(10, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static double[][] coins(int problems, double right, long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var values = new double[problems];
    Arrays.setAll(values, problem -> random.nextDouble() < right ? 1 : 0);
    return new double[][] {values};
  }
}
