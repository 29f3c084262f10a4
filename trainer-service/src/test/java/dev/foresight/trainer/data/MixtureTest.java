package dev.foresight.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MixtureTest {
  private static final List<Double> WEIGHTS = List.of(3.0, 0.5, 6.25, 0.001);
  private static final double SUM = 9.751;

  @Test
  void sharesConvergeToTheWeights() {
    Mixture mixture = new Mixture(WEIGHTS, 7);
    long[] drawn = new long[WEIGHTS.size()];
    int windows = 100 * Mixture.BLOCK;
    for (int i = 0; i < windows; i++) {
      drawn[mixture.draw(i).stream()]++;
    }
    for (int stream = 0; stream < drawn.length; stream++) {
      double expected = windows * WEIGHTS.get(stream) / SUM;
      assertThat((double) drawn[stream]).isBetween(expected - 4, expected + 4);
    }
  }

  /** Chi-square over the first hundred windows of many seeds; 16.3 is passed once in a thousand. */
  @Test
  void theOrderInsideABlockIsRandom() {
    double chiSquare = 0;
    long[] drawn = new long[2];
    for (int seed = 0; seed < 200; seed++) {
      Mixture mixture = new Mixture(List.of(1.0, 3.0), seed);
      for (int i = 0; i < 100; i++) {
        drawn[mixture.draw(i).stream()]++;
      }
    }
    for (int stream = 0; stream < 2; stream++) {
      double expected = 20_000 * (stream == 0 ? 0.25 : 0.75);
      chiSquare += Math.pow(drawn[stream] - expected, 2) / expected;
    }
    assertThat(chiSquare).isLessThan(16.3);
  }

  @Test
  void everyStreamIsReadInItsOrderWithoutGaps() {
    SplittableRandom random = new SplittableRandom();
    List<Double> weights = random.doubles(1 + random.nextInt(Mixture.MOST)).boxed().toList();
    Mixture mixture = new Mixture(weights, 1);
    long[] next = new long[weights.size()];
    for (int i = 0; i < 5 * Mixture.BLOCK; i++) {
      Mixture.Draw draw = mixture.draw(i);
      assertThat(draw.number()).isEqualTo(next[draw.stream()]++);
    }
  }

  @Test
  void aWindowFarAwayIsFoundWithoutThoseBeforeIt() {
    long far = 5_000_000_000L;
    Mixture one = new Mixture(WEIGHTS, 7);
    Mixture other = new Mixture(WEIGHTS, 7);
    other.draw(0);
    assertThat(one.draw(far)).isEqualTo(other.draw(far));
    assertThat(one.draw(far).number()).isPositive();
    assertThat(new Mixture(WEIGHTS, 8).draw(far + 1)).isNotNull();
  }

  @Test
  void tooManySourcesAreRefused() {
    assertThatThrownBy(() -> new Mixture(Collections.nCopies(65, 1.0), 1))
        .hasMessageContaining("at most 64");
  }
}
