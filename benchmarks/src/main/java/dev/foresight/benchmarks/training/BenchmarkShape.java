package dev.foresight.benchmarks.training;

import dev.foresight.benchmarks.measuring.MatrixProduct;
import dev.foresight.benchmarks.measuring.Shapes;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;

/**
 * A model that is measured.
 *
 * @param name its parameters without the two embeddings, rounded
 */
record BenchmarkShape(String name, ModelShape model) {
  /** Sequences in a step. */
  static final int ROWS = 16;

  private static final int CONTEXT = 256;

  /** The shape named {@code name}, with one head. */
  static BenchmarkShape of(String name) {
    return new BenchmarkShape(name, Shapes.of(name, CONTEXT));
  }

  BenchmarkShape withHeads(int heads) {
    return new BenchmarkShape(name, model.withPredictTokens(heads));
  }

  /** Tokens that one step learns from. */
  int tokensPerStep() {
    return ROWS * model.contextLength();
  }

  /** The shape's most costly product: one step's tokens into the gated feed-forward layer. */
  MatrixProduct feedForward(Precision precision) {
    return MatrixProduct.of(
        tokensPerStep(), model.hiddenSize(), 2 * model.feedForwardSize(), precision);
  }
}
