package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.foresight.model.RotaryPositions.Llama3;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerTest {
  private static ModelShape shape(int predictTokens) {
    return new ModelShape(50, 32, 5, 4, 48, 64, predictTokens);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5})
  void lossesAndGradientsAgreeWithADoublePrecisionReference(int predictTokens) {
    int[][] tokens = Tokens.rows(1, 3, 20 + predictTokens, 50);
    try (Transformer model = Transformer.initialize(shape(predictTokens), Precision.FLOAT32, 7)) {
      Reference reference = new Reference(model.shape(), model.weights());
      double[] expected = reference.lossesAndGradients(tokens);
      float[] losses = model.lossesAndGradients(tokens);
      assertThat(losses).hasSize(predictTokens);
      for (int head = 0; head < predictTokens; head++) {
        assertThat((double) losses[head]).isCloseTo(expected[head], within(1e-5));
      }
      assertGradientsAgree(model, reference, 1e-4);
    }
  }

  static Stream<Named<ModelShape>> options() {
    ModelShape common = shape(2);
    return Stream.of(
        Named.of("shared keys", common.withKeyValueHeads(2)),
        Named.of("one key", common.withKeyValueHeads(1)),
        Named.of("wide heads", common.withHeadSize(12)),
        Named.of("narrow heads with shared keys", common.withHeadSize(4).withKeyValueHeads(2)),
        Named.of("tied embeddings", common.withTiedEmbeddings(true)),
        Named.of("no trunk", common.withPredictTokens(5).withTiedEmbeddings(true)),
        Named.of("another base", common.withRopeBase(500)),
        Named.of("another epsilon", common.withNormEpsilon(0.01)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void everyOptionAgreesWithTheReference(ModelShape shape) {
    int[][] tokens = Tokens.rows(1, 3, 20 + shape.predictTokens(), 50);
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 7)) {
      Reference reference = new Reference(shape, model.weights());
      double[] expected = reference.lossesAndGradients(tokens);
      float[] losses = model.lossesAndGradients(tokens);
      for (int head = 0; head < losses.length; head++) {
        assertThat((double) losses[head]).isCloseTo(expected[head], within(1e-5));
      }
      assertGradientsAgree(model, reference, 1e-4);
    }
  }

  @Test
  void scaledPositionsAgreeWithTheReference() {
    ModelShape shape =
        shape(2).withHeadSize(16).withRotary(new RotaryPositions(10_000, new Llama3(8, 1, 4, 400)));
    double[] frequencies = new double[8];
    for (int i = 0; i < 8; i++) {
      double frequency = Math.pow(10_000, -i / 8.0);
      double wavelength = 2 * Math.PI / frequency;
      double smooth = (400 / wavelength - 1) / (4 - 1);
      frequencies[i] =
          wavelength < 100
              ? frequency
              : wavelength > 400
                  ? frequency / 8
                  : (1 - smooth) * frequency / 8 + smooth * frequency;
    }
    int[][] tokens = Tokens.rows(1, 2, 60, 50);
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 7)) {
      Reference reference = new Reference(shape, model.weights(), frequencies);
      double[] expected = reference.lossesAndGradients(tokens);
      assertThat((double) model.lossesAndGradients(tokens)[0]).isCloseTo(expected[0], within(1e-5));
      assertGradientsAgree(model, reference, 1e-4);
    }
  }

  private static void assertGradientsAgree(
      Transformer model, Reference reference, double tolerance) {
    Map<String, float[]> gradients = model.gradients();
    assertThat(gradients).hasSize(model.parameters().size());
    gradients.forEach(
        (name, gradient) ->
            assertThat(Tokens.distance(gradient, reference.gradient(name)))
                .as(name)
                .isLessThan(tolerance));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void bfloat16StaysNearTheReference(int predictTokens) {
    int[][] tokens = Tokens.rows(1, 3, 20 + predictTokens, 50);
    try (Transformer model = Transformer.initialize(shape(predictTokens), Precision.BFLOAT16, 7)) {
      Reference reference = new Reference(model.shape(), model.weights());
      double[] expected = reference.lossesAndGradients(tokens);
      float[] losses = model.lossesAndGradients(tokens);
      assertThat((double) losses[0]).isCloseTo(expected[0], within(0.02));
      model
          .gradients()
          .forEach(
              (name, gradient) ->
                  assertThat(Tokens.distance(gradient, reference.gradient(name)))
                      .as(name)
                      .isLessThan(0.05));
    }
  }

  /** Long sequences attend in bfloat16 too. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void longSequencesStayNearTheReference(Precision precision) {
    ModelShape shape = new ModelShape(50, 32, 3, 4, 48, 800, 2).withKeyValueHeads(2);
    int[][] tokens = Tokens.rows(1, 1, 802, 50);
    try (Transformer model = Transformer.initialize(shape, precision, 7)) {
      Reference reference = new Reference(shape, model.weights());
      double[] expected = reference.lossesAndGradients(tokens);
      boolean full = precision == Precision.FLOAT32;
      assertThat((double) model.lossesAndGradients(tokens)[0])
          .isCloseTo(expected[0], within(full ? 1e-5 : 0.02));
      assertGradientsAgree(model, reference, full ? 1e-4 : 0.06);
    }
  }

  @Test
  void gradientsOfSeveralCallsAddUpByTheirShares() {
    int[][] tokens = Tokens.rows(2, 4, 18, 50);
    try (Transformer whole = Transformer.initialize(shape(2), Precision.FLOAT32, 7);
        Transformer halves = Transformer.initialize(shape(2), Precision.FLOAT32, 7)) {
      whole.lossesAndGradients(tokens);
      halves.lossesAndGradients(new int[][] {tokens[0], tokens[1]}, 0.5);
      halves.lossesAndGradients(new int[][] {tokens[2], tokens[3]}, 0.5);
      Map<String, float[]> found = halves.gradients();
      whole
          .gradients()
          .forEach(
              (name, gradient) ->
                  assertThat(Tokens.distance(Tokens.named(found, name), Tokens.doubles(gradient)))
                      .as(name)
                      .isLessThan(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void theSameSeedAndTokensGiveTheSameBits(Precision precision) {
    int[][] tokens = Tokens.rows(3, 4, 52, 50);
    try (Transformer one = Transformer.initialize(shape(4), precision, 7);
        Transformer other = Transformer.initialize(shape(4), precision, 7)) {
      assertThat(one.lossesAndGradients(tokens)).isEqualTo(other.lossesAndGradients(tokens));
      Map<String, float[]> expected = other.gradients();
      one.gradients()
          .forEach((name, gradient) -> assertThat(gradient).as(name).isEqualTo(expected.get(name)));
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, 1", "FLOAT32, 3", "BFLOAT16, 3"})
  void recomputationGivesTheSameBits(Precision precision, int predictTokens) {
    ModelShape shape = shape(predictTokens).withKeyValueHeads(2);
    int[][] tokens = Tokens.rows(3, 4, 49 + predictTokens, 50);
    Execution execution = Execution.of(precision);
    try (Transformer kept = Transformer.initialize(shape, execution, 7);
        Transformer again = Transformer.initialize(shape, execution.recomputing(true), 7)) {
      assertThat(again.lossesAndGradients(tokens)).isEqualTo(kept.lossesAndGradients(tokens));
      Map<String, float[]> expected = kept.gradients();
      again
          .gradients()
          .forEach((name, gradient) -> assertThat(gradient).as(name).isEqualTo(expected.get(name)));
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void validationLossesAreThoseOfTrainingAndLeaveNoTrace(Precision precision) {
    int[][] tokens = Tokens.rows(3, 4, 52, 50);
    try (Transformer model = Transformer.initialize(shape(4), precision, 7)) {
      float[] losses = model.validationLosses(tokens);
      assertThat(model.gradients()).isEmpty();
      assertThat(model.lossesAndGradients(tokens)).isEqualTo(losses);
      Map<String, float[]> gradients = model.gradients();
      assertThat(model.validationLosses(Tokens.rows(4, 2, 30, 50))).hasSize(4);
      assertThat(model.gradients().get("lm_head.weight"))
          .isEqualTo(gradients.get("lm_head.weight"));
    }
  }

  @Test
  void initialWeightsDoNotDependOnTheNumberOfHeads() {
    try (Transformer one = Transformer.initialize(shape(1), Precision.FLOAT32, 7);
        Transformer four = Transformer.initialize(shape(4), Precision.FLOAT32, 7)) {
      Map<String, float[]> a = one.weights();
      Map<String, float[]> b = four.weights();
      assertThat(b.get("model.embed_tokens.weight")).isEqualTo(a.get("model.embed_tokens.weight"));
      assertThat(b.get("lm_head.weight")).isEqualTo(a.get("lm_head.weight"));
      String trunk = ".self_attn.q_proj.weight";
      assertThat(b.get("model.layers.0" + trunk)).isEqualTo(a.get("model.layers.0" + trunk));
      assertThat(b.get("model.layers.1" + trunk))
          .as("head 1 is the layer behind the trunk")
          .isEqualTo(a.get("model.layers.4" + trunk));
      assertThat(b.get("model.extra_heads.0" + trunk))
          .isNotEqualTo(a.get("model.layers.1" + trunk));
    }
  }

  @Test
  void initialWeightsVaryWithTheSeedAndShrinkTowardsTheResidual() {
    try (Transformer one = Transformer.initialize(shape(1), Precision.FLOAT32, 7);
        Transformer other = Transformer.initialize(shape(1), Precision.FLOAT32, 8)) {
      assertThat(one.weights().get("lm_head.weight"))
          .isNotEqualTo(other.weights().get("lm_head.weight"));
      double query =
          deviation(Tokens.named(one.weights(), "model.layers.0.self_attn.q_proj.weight"));
      double output =
          deviation(Tokens.named(one.weights(), "model.layers.0.self_attn.o_proj.weight"));
      assertThat(query).isCloseTo(1 / Math.sqrt(32), within(0.01));
      assertThat(output / query).isCloseTo(1 / Math.sqrt(10), within(0.05));
    }
  }

  @Test
  void parametersAreAsManyWhateverTheNumberOfHeads() {
    try (Transformer one = Transformer.initialize(shape(1), Precision.FLOAT32, 7);
        Transformer four = Transformer.initialize(shape(4), Precision.FLOAT32, 7)) {
      assertThat(one.weights().values().stream().mapToLong(w -> w.length).sum())
          .isEqualTo(one.shape().parameterCount())
          .isEqualTo(four.weights().values().stream().mapToLong(w -> w.length).sum());
    }
  }

  @Test
  void tokensOfTheWrongShapeAreRefused() {
    try (Transformer model = Transformer.initialize(shape(2), Precision.FLOAT32, 7)) {
      assertThatThrownBy(() -> model.lossesAndGradients(new int[0][]))
          .hasMessage("there are no rows of tokens");
      assertThatThrownBy(() -> model.lossesAndGradients(new int[][] {{1, 2}}))
          .hasMessageContaining("1 to 64 tokens and 2 to predict, not 2 in all");
      assertThatThrownBy(() -> model.lossesAndGradients(Tokens.rows(1, 1, 67, 50)))
          .hasMessageContaining("not 67 in all");
      assertThatThrownBy(() -> model.lossesAndGradients(new int[][] {{1, 2, 3}, {1, 2, 3, 4}}))
          .hasMessage("rows differ in length: 3 and 4");
      assertThatThrownBy(() -> model.lossesAndGradients(new int[][] {{1, 50, 3}}))
          .hasMessage("token 50 is outside the vocabulary of 50");
      assertThatThrownBy(() -> model.lossesAndGradients(new int[][] {{1, -1, 3}}))
          .hasMessage("token -1 is outside the vocabulary of 50");
    }
  }

  private static double deviation(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }
}
