package dev.foresight.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianIsTheMiddleOrHalfwayBetweenTheMiddleTwo() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 10.0))).isEqualTo(new Spread(3, 1, 10));
  }

  @Test
  void itIsWrittenWithItsEnds() {
    assertThat(new Spread(2, 1, 3).text("%.1f")).isEqualTo("2.0 [1.0, 3.0]");
  }
}
