package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ModelShapeTest {
  @Test
  void countsItsParameters() {
    // Llama 7B as the paper has it, with its vocabulary of 32,000.
    assertThat(new ModelShape(32_000, 4096, 32, 32, 11_008, 4096, 4).parameterCount())
        .isEqualTo(6_738_415_616L);
  }

  @Test
  void countsSharedKeysOtherHeadSizesAndTiedEmbeddings() {
    // Llama 3.2 1B and Mistral 7B as published.
    assertThat(
            new ModelShape(128_256, 2048, 16, 32, 8192, 131_072, 1)
                .withKeyValueHeads(8)
                .withTiedEmbeddings(true)
                .parameterCount())
        .isEqualTo(1_235_814_400L);
    assertThat(
            new ModelShape(32_000, 4096, 32, 32, 14_336, 32_768, 1)
                .withKeyValueHeads(8)
                .parameterCount())
        .isEqualTo(7_241_732_096L);
    assertThat(new ModelShape(10, 6, 1, 4, 1, 8, 1, 2, 8, false, RotaryPositions.DEFAULT, 0))
        .satisfies(s -> assertThat(s.parameterCount()).isEqualTo(126 + 2 * 192 + 2 * 96 + 18 + 12));
  }

  @Test
  void aLargerNumberOfHeadsMayLeaveTheTrunkAsItIs() {
    ModelShape shape = new ModelShape(512, 128, 5, 4, 344, 768, 1);
    assertThat(shape.extendedTo(4).trunkLayers()).isEqualTo(4);
    assertThat(shape.extendedTo(4).layers()).isEqualTo(8);
  }

  @Test
  void headsComeOutOfTheTrunk() {
    ModelShape shape = new ModelShape(512, 128, 5, 4, 344, 768, 1);
    assertThat(shape.trunkLayers()).isEqualTo(4);
    assertThat(shape.withPredictTokens(4).trunkLayers()).isEqualTo(1);
    assertThat(shape.withPredictTokens(4).parameterCount()).isEqualTo(shape.parameterCount());
  }

  @Test
  void shapesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new ModelShape(512, 128, 3, 4, 344, 768, 4))
        .hasMessage("layers must be at least predictTokens (4), not 3");
    assertThatThrownBy(() -> new ModelShape(512, 132, 5, 4, 344, 768, 1))
        .as("rotary positions turn pairs")
        .hasMessage(
            "hiddenSize must be an even multiple of attentionHeads (4) unless headSize is given, not 132");
    assertThatThrownBy(() -> new ModelShape(512, 128, 5, 0, 344, 768, 1))
        .hasMessage("attentionHeads must be at least 1, not 0");
    assertThatThrownBy(() -> new ModelShape(1, 128, 5, 4, 344, 768, 1))
        .hasMessage("vocabularySize must be at least 2, not 1");
    assertThatThrownBy(() -> new ModelShape(512, 128, 5, 4, 0, 768, 1))
        .hasMessage("feedForwardSize must be at least 1, not 0");
    assertThatThrownBy(() -> new ModelShape(512, 128, 5, 4, 344, 0, 1))
        .hasMessage("contextLength must be at least 1, not 0");
    assertThatThrownBy(() -> new ModelShape(512, 128, 5, 4, 344, 768, 0))
        .hasMessage("predictTokens must be 1 to 8, not 0");
    ModelShape shape = new ModelShape(512, 128, 5, 4, 344, 768, 1);
    assertThatThrownBy(() -> shape.withKeyValueHeads(3))
        .hasMessage("keyValueHeads must divide attentionHeads (4), not 3");
    assertThatThrownBy(() -> shape.withHeadSize(7))
        .hasMessage("headSize must be even and at least 2, not 7");
    assertThatThrownBy(() -> shape.withRopeBase(1)).hasMessage("ropeBase must be above 1, not 1.0");
    assertThatThrownBy(() -> shape.withNormEpsilon(-1))
        .hasMessage("normEpsilon must be above 0 and at most 0.1, not -1.0");
  }

  @Test
  void precisionsGoByTheirNames() {
    assertThat(Precision.of("float32")).isEqualTo(Precision.FLOAT32);
    assertThat(Precision.of("bfloat16")).isEqualTo(Precision.BFLOAT16);
    assertThatThrownBy(() -> Precision.of("half"))
        .hasMessage("precision must be float32 or bfloat16, not \"half\"");
  }
}
