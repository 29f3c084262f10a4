package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassAtKEstimatorTest {

  @ParameterizedTest(name = "pass@{2} of {1} right in {0} is {3}")
  @CsvSource({
    "200, 1, 100, 0.5",
    "200, 2, 100, 0.7512562814070352",
    "200, 10, 10, 0.408547866081417",
    "200, 101, 100, 1",
    "200, 0, 1, 0",
    "200, 200, 1, 1",
    "200, 100, 100, 1",
    "10, 3, 1, 0.3",
    "1, 0, 1, 0",
    "1, 1, 1, 1"
  })
  void knownValuesComeOut(int n, int c, int k, double value) {
    assertThat(PassAtKEstimator.estimate(n, c, k)).isCloseTo(value, within(1e-12));
  }

  @Test
  void randomValuesAreThoseOfExactRationalArithmetic() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(13);
    for (int trial = 0; trial < 500; trial++) {
      int n = random.nextInt(1, 401);
      int c = random.nextInt(0, n + 1);
      int k = random.nextInt(1, n + 1);
      assertThat(PassAtKEstimator.estimate(n, c, k))
          .as("n=%d c=%d k=%d", n, c, k)
          .isCloseTo(Exact.passAtK(n, c, k), within(1e-12));
    }
  }

  @Test
  void fewerSamplesThanKAreRefused() {
    assertThatThrownBy(() -> PassAtKEstimator.estimate(5, 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pass@10 is not defined for 5 samples");
  }

  @Test
  void impossibleCountsAreRefused() {
    assertThatThrownBy(() -> PassAtKEstimator.estimate(5, 6, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PassAtKEstimator.estimate(5, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PassAtKEstimator.estimate(5, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void allOfKRightIsThatOfExactRationalArithmetic() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(14);
    for (int trial = 0; trial < 500; trial++) {
      int n = random.nextInt(1, 401);
      int c = random.nextInt(0, n + 1);
      int k = random.nextInt(1, n + 1);
      assertThat(PassAtKEstimator.allRight(n, c, k))
          .as("n=%d c=%d k=%d", n, c, k)
          .isCloseTo(Exact.allOf(c, n, k), within(1e-12));
    }
  }

  @ParameterizedTest(name = "{0} right of 200")
  @ValueSource(ints = {0, 1, 2, 10, 101, 199, 200})
  void theCurveIsExactAtEveryK(int c) {
    var curve = PassAtKEstimator.curve(200, c);

    for (int k = 1; k <= 200; k++) {
      assertThat(curve[k - 1]).as("k=%d", k).isCloseTo(Exact.passAtK(200, c, k), within(1e-12));
    }
  }

  @ParameterizedTest(name = "k={0}")
  @ValueSource(ints = {1, 2, 3, 5, 6})
  void theSamplingVarianceIsUnbiasedUpToHalfOfTheSamples(int k) {
    for (double p : new double[] {0, 0.03, 0.25, 0.5, 0.9, 1}) {
      assertThat(expected(12, p, c -> PassAtKEstimator.samplingVariance(12, c, k)))
          .as("p=%s", p)
          .isCloseTo(variance(12, p, k), within(1e-12));
    }
  }

  @Test
  void beyondHalfOfTheSamplesItIsTheVarianceAtTheShareOfRightOnes() {
    for (int k = 101; k <= 200; k += 33) {
      for (int c : new int[] {1, 2, 5, 50, 199}) {
        assertThat(PassAtKEstimator.samplingVariance(200, c, k))
            .as("c=%d k=%d", c, k)
            .isCloseTo(variance(200, c / 200.0, k), within(1e-9));
      }
    }
    assertThat(PassAtKEstimator.samplingVariance(200, 0, 150)).isZero();
    assertThat(PassAtKEstimator.samplingVariance(200, 200, 150)).isZero();
  }

  @Test
  void theSamplingVarianceOfPass1IsTheBinomialOne() {
    assertThat(PassAtKEstimator.samplingVariance(200, 50, 1))
        .isCloseTo(0.25 * 0.75 / 199, within(1e-15));
  }

  /** Of the estimator, where each of n samples is right with chance p. */
  private static double variance(int n, double p, int k) {
    double mean = expected(n, p, c -> Exact.passAtK(n, c, k));
    return expected(n, p, c -> Math.pow(Exact.passAtK(n, c, k) - mean, 2));
  }

  private static double expected(int n, double p, IntToDoubleFunction ofCount) {
    double sum = 0;
    for (int c = 0; c <= n; c++) {
      sum += Exact.chance(n, c, p) * ofCount.applyAsDouble(c);
    }
    return sum;
  }
}
