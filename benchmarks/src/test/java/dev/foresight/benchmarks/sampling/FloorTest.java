package dev.foresight.benchmarks.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Execution;
import dev.foresight.model.ModelCost;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import org.junit.jupiter.api.Test;

class FloorTest {
  // Three layers of 4 * 8 * 8 + 3 * 8 * 10 = 496 numbers, and 16 * 8 of the unembedding: 1616.
  private static final ModelShape SHAPE = new ModelShape(16, 8, 3, 2, 10, 64, 1);

  @Test
  void everyWeightIsMultipliedOnceARowAndReadOnce() {
    Floor floor = Floor.of(SHAPE, Precision.FLOAT32, 5, 20, 4);
    assertThat(floor.denseFlops()).isEqualTo(2.0 * 5 * 1616);
    assertThat(floor.denseBytes()).isEqualTo(4.0 * 1616);
    assertThat(Floor.of(SHAPE, Precision.BFLOAT16, 5, 20, 4).denseBytes()).isEqualTo(2.0 * 1616);
  }

  @Test
  void thePromptIsReadOnceAndAttendedToByEachRow() {
    Floor floor = Floor.of(SHAPE, Precision.FLOAT32, 5, 20, 4);
    assertThat(floor.attentionFlops()).isEqualTo(3 * 5 * (20 + 4) * 4.0 * 8);
    assertThat(floor.attentionBytes()).isEqualTo(3 * (20 + 5 * 4) * 2 * 8 * 4.0);
    assertThat(floor.bytes()).isEqualTo(floor.denseBytes() + floor.attentionBytes());
  }

  @Test
  void sharedKeysAndLeftOutHeadsAreNotCounted() {
    Floor whole = Floor.of(SHAPE, Precision.FLOAT32, 5, 20, 4);
    Floor grouped = Floor.of(SHAPE.withKeyValueHeads(1), Precision.FLOAT32, 5, 20, 4);
    assertThat(grouped.attentionFlops()).isEqualTo(whole.attentionFlops());
    assertThat(grouped.attentionBytes()).isEqualTo(whole.attentionBytes() / 2);
    Floor twoHeads = Floor.of(SHAPE.withPredictTokens(2), Precision.FLOAT32, 5, 20, 4);
    assertThat(twoHeads.attentionFlops()).isEqualTo(whole.attentionFlops() * 2 / 3);
  }

  @Test
  void itAgreesWithWhatTheModelSaysOfItsOwnCost() {
    Floor floor = Floor.of(SHAPE, Precision.FLOAT32, 5, 20, 4);
    var memory = ModelCost.of(SHAPE, Execution.of(Precision.FLOAT32), 1, 8).inference();
    assertThat(floor.attentionBytes()).isEqualTo(memory.cachePerToken() * (20.0 + 5 * 4));
    assertThat(floor.denseBytes())
        .isLessThan((double) memory.weights()); // embedding and norms besides
  }

  @Test
  void eachPartTakesAsLongAsItsSlowerHalf() {
    Floor floor = new Floor(100, 10, 30, 60);
    assertThat(floor.seconds(10, 10)).isEqualTo(10 + 6);
    assertThat(floor.seconds(1000, 10)).isEqualTo(1 + 6);
    assertThat(floor.seconds(10, 1000)).isEqualTo(10 + 3);
  }
}
