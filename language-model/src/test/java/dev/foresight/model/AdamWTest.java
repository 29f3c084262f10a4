package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamWTest {
  private static final ModelShape SHAPE = new ModelShape(40, 16, 3, 2, 24, 32, 2);

  /** The rule as published, in double, from the gradients that the model itself found. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1000})
  void stepsFollowTheClosedForm(double clipping) {
    double decay = 0.1;
    try (Transformer model = Transformer.initialize(SHAPE, Precision.FLOAT32, 3);
        AdamW optimizer = new AdamW(model, decay, clipping)) {
      Map<String, double[]> weights = doubles(model.weights());
      Map<String, double[]> first = new HashMap<>();
      Map<String, double[]> second = new HashMap<>();
      for (int step = 1; step <= 4; step++) {
        model.lossesAndGradients(Tokens.rows(step, 2, 12, 40));
        Map<String, float[]> gradients = model.gradients();
        double norm = norm(gradients);
        double scale = clipping > 0 ? Math.min(1, clipping / norm) : 1;
        double rate = 0.01 / step;
        for (Map.Entry<String, double[]> entry : weights.entrySet()) {
          String name = entry.getKey();
          double[] w = entry.getValue();
          double[] m = first.computeIfAbsent(name, n -> new double[w.length]);
          double[] v = second.computeIfAbsent(name, n -> new double[w.length]);
          float[] gradient = Tokens.named(gradients, name);
          for (int i = 0; i < w.length; i++) {
            double g = gradient[i] * scale;
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.95 * v[i] + 0.05 * g * g;
            double mean = m[i] / (1 - Math.pow(0.9, step));
            double square = v[i] / (1 - Math.pow(0.95, step));
            w[i] -= name.contains("norm") ? 0 : rate * decay * w[i];
            w[i] -= rate * mean / (Math.sqrt(square) + 1e-8);
          }
        }
        assertThat(optimizer.step(rate)).isCloseTo(norm, within(1e-5 * norm));
        assertThat(optimizer.steps()).isEqualTo(step);
        model
            .weights()
            .forEach(
                (name, tensor) ->
                    assertThat(Tokens.distance(tensor, weights.getOrDefault(name, new double[0])))
                        .as(name)
                        .isLessThan(1e-5));
      }
    }
  }

  @Test
  void aStepClearsTheGradients() {
    try (Transformer model = Transformer.initialize(SHAPE, Precision.FLOAT32, 3);
        AdamW optimizer = new AdamW(model, 0, 1)) {
      model.lossesAndGradients(Tokens.rows(1, 2, 12, 40));
      optimizer.step(0.01);
      assertThat(model.gradients()).isEmpty();
      assertThatThrownBy(() -> optimizer.step(0.01))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no gradient was gathered since the last step");
    }
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothing() {
    try (Transformer model = Transformer.initialize(SHAPE, Precision.FLOAT32, 3);
        AdamW optimizer = new AdamW(model, 0, 1)) {
      Map<String, float[]> before = model.weights();
      model.lossesAndGradients(Tokens.rows(1, 2, 12, 40), Double.POSITIVE_INFINITY);
      assertThatThrownBy(() -> optimizer.step(0.01))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("at step 1");
      assertThat(optimizer.steps()).isZero();
      model.weights().forEach((name, tensor) -> assertThat(tensor).isEqualTo(before.get(name)));
    }
  }

  @Test
  void negativeSettingsAreRefused() {
    try (Transformer model = Transformer.initialize(SHAPE, Precision.FLOAT32, 3)) {
      assertThatThrownBy(() -> new AdamW(model, -1, 0)).hasMessageContaining("weightDecay");
      assertThatThrownBy(() -> new AdamW(model, 0, Double.NaN)).hasMessageContaining("clipping");
    }
  }

  private static double norm(Map<String, float[]> gradients) {
    double squares = 0;
    for (float[] gradient : gradients.values()) {
      for (float g : gradient) {
        squares += (double) g * g;
      }
    }
    return Math.sqrt(squares);
  }

  private static Map<String, double[]> doubles(Map<String, float[]> tensors) {
    Map<String, double[]> wide = new HashMap<>();
    tensors.forEach((name, tensor) -> wide.put(name, Tokens.doubles(tensor)));
    return wide;
  }
}
