package dev.foresight.sampler.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** The known answers published with Random123. */
  @Test
  void givesTheKnownAnswers() {
    assertThat(new Philox(0, 0).block(0, 0, 0, 0))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(new Philox(-1, -1).block(-1, -1, -1, -1))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(
            new Philox(0xa4093822, 0x299f31d0)
                .block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void theKeyIsTheFirst64BitsOfTheEvaluationsDigest() {
    assertThat(Philox.of("a4093822299f31d0" + "0".repeat(48)))
        .isEqualTo(new Philox(0xa4093822, 0x299f31d0));
  }

  @Test
  void uniformNumbersAreTheMidpointsOfTheFirstWordsUpper24Bits() {
    assertThat(new Philox(0, 0).uniform(0, 0, 0, 0)).isEqualTo((0x6627e8 + 0.5) / (1 << 24));
  }

  @Test
  void uniformNumbersAreUniform() {
    var random = new Philox(1, 2);
    int[] counts = new int[100];
    IntStream.range(0, 100_000)
        .forEach(i -> counts[(int) (100 * random.uniform(i % 7, i % 3, i, i / 50))]++);
    double chiSquare = IntStream.of(counts).mapToDouble(c -> Math.pow(c - 1000, 2) / 1000).sum();
    assertThat(chiSquare).isCloseTo(99, within(40.0)); // 99 degrees of freedom, 2.8 deviations
  }
}
