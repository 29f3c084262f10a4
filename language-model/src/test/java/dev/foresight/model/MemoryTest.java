package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final Execution FULL = Execution.of(Precision.FLOAT32);

  @BeforeEach
  void canMeasure() {
    assumeTrue(PeakMemory.canMeasure(), "only root may reset a process's peak memory");
  }

  /** The logits of one head would be 128 MiB: holding them, or those of two heads, would show. */
  @Test
  void thePeakDoesNotGrowWithTheNumberOfHeads() throws IOException {
    ModelShape shape = new ModelShape(16_384, 64, 5, 4, 128, 512, 1);
    double one = PeakMemory.ofTraining(shape, FULL, 8, 256);
    double four = PeakMemory.ofTraining(shape.withPredictTokens(4), FULL, 8, 256);
    assertThat(four).isLessThan(1.05 * one);
    assertThat(one / ModelCost.of(shape, FULL, 8, 256).training().total()).isBetween(0.75, 1.25);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, 4, true", "BFLOAT16, 2, false"})
  void thePeakIsWhatWasCountedBeforehand(Precision precision, int keys, boolean recompute)
      throws IOException {
    ModelShape shape = new ModelShape(512, 320, 8, 4, 864, 512, 2).withKeyValueHeads(keys);
    Execution execution = Execution.of(precision).recomputing(recompute);
    double counted = ModelCost.of(shape, execution, 4, 256).training().total();
    assertThat(PeakMemory.ofTraining(shape, execution, 4, 256) / counted).isBetween(0.75, 1.25);
  }

  @Test
  void attentionDoesNotHoldAllPairsOfPositions() throws IOException {
    ModelShape shape = new ModelShape(64, 64, 2, 4, 64, 8192, 1).withKeyValueHeads(2);
    double pairs = 4.0 * 8192 * 8192 * Float.BYTES;
    assertThat((double) PeakMemory.ofTraining(shape, FULL, 1, 8192)).isLessThan(0.2 * pairs);
  }

  /**
   * One tensor of a layer forgotten in each step would take 5 MiB; the JVM itself takes up to 3.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT32, false", "BFLOAT16, true"})
  void fiveHundredStepsTakeNoNewMemory(Precision precision, boolean recompute) throws IOException {
    ModelShape shape = new ModelShape(40, 32, 3, 4, 64, 32, 2).withKeyValueHeads(2);
    Execution execution = Execution.of(precision).recomputing(recompute);
    assertThat(PeakMemory.measured(SteadySteps.class, shape, execution, 4, 16))
        .as("KiB")
        .isLessThan(4096);
  }
}
