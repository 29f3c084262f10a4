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
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    var values = new double[][] {random.doubles(300).toArray()};

    assertThat(interval(values, 1000, 7))
        .isEqualTo(interval(values, 1000, 7))
        .isNotEqualTo(interval(values, 1000, 8));
  }

  @Test
  void theWidthIsThatOfTheNormalApproximation() {
    var resamples = new Bootstrap(4000, 1).resample(coins(1000, 0.3, 2));

    double error = Math.sqrt(0.3 * 0.7 / 1000);
    assertThat(width(resamples.interval(0, 90))).isCloseTo(2 * 1.645 * error, within(0.004));
    assertThat(width(resamples.interval(0, 95))).isCloseTo(2 * 1.96 * error, within(0.004));
  }

  @Test
  void nineIntervalsInTenHoldTheTruth() {
    long holding = 0;
    for (int trial = 0; trial < 300; trial++) {
      var interval = interval(coins(200, 0.4, trial), 200, trial);
      holding += interval.lower() <= 0.4 && 0.4 <= interval.upper() ? 1 : 0;
    }
    assertThat(holding).isBetween(255L, 287L);
  }

  @Test
  void seriesOfTheSameProblemsShareTheirDraws() {
    var one = coins(100, 0.5, 3)[0];
    var twice = Arrays.stream(one).map(value -> 2 * value).toArray();

    var both = new Bootstrap(500, 5).resample(new double[][] {one, twice});

    var alone = new Bootstrap(500, 5).resample(new double[][] {one});
    assertThat(both.interval(0, 90)).isEqualTo(alone.interval(0, 90));
    assertThat(both.interval(1, 90).lower()).isEqualTo(2 * both.interval(0, 90).lower());
  }

  @Test
  void countingKindsOfProblemsIsTheSameAsAddingProblems() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    var values = new double[50];
    Arrays.setAll(values, problem -> random.nextInt(4) / 4.0);
    var unlike = values.clone();
    Arrays.setAll(unlike, problem -> values[problem] + problem * 1e-13);

    var few = interval(new double[][] {values}, 300, 9);
    var many = interval(new double[][] {unlike}, 300, 9);

    assertThat(few.lower()).isCloseTo(many.lower(), within(1e-11));
    assertThat(few.upper()).isCloseTo(many.upper(), within(1e-11));
  }

  @Test
  void aSingleProblemHasNoWidth() {
    assertThat(interval(new double[][] {{0.25}}, 100, 5)).isEqualTo(new Interval(0.25, 0.25));
  }

  @Test
  void tooFewResamplesAreRefused() {
    assertThatThrownBy(() -> new Bootstrap(10, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Interval interval(double[][] series, int resamples, long seed) {
    return new Bootstrap(resamples, seed).resample(series).interval(0, 90);
  }

  private static double width(Interval interval) {
    return interval.upper() - interval.lower();
  }

  private static double[][] coins(int problems, double right, long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var values = new double[problems];
    Arrays.setAll(values, problem -> random.nextDouble() < right ? 1 : 0);
    return new double[][] {values};
  }
}
