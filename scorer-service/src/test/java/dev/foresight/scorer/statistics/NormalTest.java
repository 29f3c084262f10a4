package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTest {

  @ParameterizedTest(name = "{1} of the values are up to {0}")
  @CsvSource({
    "0, 0.5",
    "1.6448536269514722, 0.95",
    "-1.6448536269514722, 0.05",
    "1.959963984540054, 0.975",
    "-3.090232306167813, 0.001",
    "5, 0.9999997133484281"
  })
  void knownValuesComeOutBothWays(double z, double chance) {
    assertThat(Normal.cumulative(z)).isCloseTo(chance, within(1e-12));
    assertThat(Normal.quantile(chance)).isCloseTo(z, within(1e-8));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"0, 0", "0.1, 0.05", "-0.08, 0.03"})
  void aTailAndItsShareBelongTogether(double bias, double acceleration) {
    var correction = new Correction(bias, acceleration);
    for (double tail : new double[] {0.001, 0.05, 0.5, 0.95, 0.975}) {
      assertThat(correction.tail(correction.share(tail))).isCloseTo(tail, within(1e-9));
    }
  }
}
