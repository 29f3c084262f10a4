package dev.foresight.benchmarks.measuring;

import dev.foresight.model.ModelShape;

/** The models that benchmarks measure, by name: their parameters without embeddings, rounded. */
public final class Shapes {
  private static final int VOCABULARY = 2048;

  private Shapes() {}

  /**
   * The shape named {@code name}, with one head.
   *
   * @param contextLength the longest sequence, in tokens
   * @throws IllegalArgumentException naming all, if there is none of this name
   */
  public static ModelShape of(String name, int contextLength) {
    return switch (name) {
      case "0.8M" -> new ModelShape(VOCABULARY, 128, 5, 4, 256, contextLength, 1);
      case "5M" -> new ModelShape(VOCABULARY, 256, 6, 4, 768, contextLength, 1);
      case "25M" -> new ModelShape(VOCABULARY, 512, 8, 8, 1376, contextLength, 1);
      default ->
          throw new IllegalArgumentException(
              "a shape must be 0.8M, 5M or 25M, not \"" + name + "\"");
    };
  }
}
