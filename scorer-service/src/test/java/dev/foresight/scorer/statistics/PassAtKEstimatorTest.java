package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
          .isCloseTo(exact(n, c, k), within(1e-12));
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

  private static double exact(int n, int c, int k) {
    var all = binomial(n, k);
    var some = new BigDecimal(all.subtract(binomial(n - c, k)));
    return some.divide(new BigDecimal(all), MathContext.DECIMAL128).doubleValue();
  }

  private static BigInteger binomial(int n, int k) {
    if (k > n) {
      return BigInteger.ZERO;
    }
    var product = BigInteger.ONE;
    for (int i = 1; i <= k; i++) {
      product = product.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return product;
  }
}
