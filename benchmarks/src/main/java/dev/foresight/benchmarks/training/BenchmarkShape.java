package dev.foresight.benchmarks.training;

import dev.foresight.model.ModelShape;

/**
 * A model that is measured.
 *
 * @param name its parameters without the two embeddings, rounded
 */
record BenchmarkShape(String name, ModelShape model) {
  /** Sequences in a step. */
  static final int ROWS = 16;

  private static final int VOCABULARY = 2048;
  private static final int CONTEXT = 256;

  /** The shape named {@code name}, with one head. */
  static BenchmarkShape of(String name) {
    return new BenchmarkShape(
        name,
        switch (name) {
          case "0.8M" -> new ModelShape(VOCABULARY, 128, 5, 4, 256, CONTEXT, 1);
          case "5M" -> new ModelShape(VOCABULARY, 256, 6, 4, 768, CONTEXT, 1);
          case "25M" -> new ModelShape(VOCABULARY, 512, 8, 8, 1376, CONTEXT, 1);
          default ->
              throw new IllegalArgumentException(
                  "a shape must be 0.8M, 5M or 25M, not \"" + name + "\"");
        });
  }

  BenchmarkShape withHeads(int heads) {
    return new BenchmarkShape(name, model.withPredictTokens(heads));
  }

  /** Tokens that one step learns from. */
  int tokensPerStep() {
    return ROWS * model.contextLength();
  }
}
