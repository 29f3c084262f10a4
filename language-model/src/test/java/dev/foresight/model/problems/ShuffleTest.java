package dev.foresight.model.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {
  @Test
  void shuffledOrdersAreFairPermutations() {
    int[] firsts = new int[5];
    for (int stream = 0; stream < 5000; stream++) {
      int[] order = Shuffle.order(5, 3, stream);
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      firsts[order[0]]++;
    }
    assertThat(firsts).satisfies(counts -> IntStream.of(counts).forEach(ShuffleTest::near1000));
    assertThat(Shuffle.order(0, 1, 1)).isEmpty();
  }

  private static void near1000(int count) {
    assertThat(count).isBetween(880, 1120);
  }
}
