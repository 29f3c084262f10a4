package dev.foresight.benchmarks.training;

import dev.foresight.model.ModelShape;

/**
 * Floating-point operations that training needs, counted the same way for every program.
 *
 * <p>Per token, forward: 2 for each weight of a matrix product that the token meets, the
 * unembedding once for each head; and in each layer's attention 4 D for each of the (T + 1) / 2
 * positions that it sees on average. Backward is twice forward. Embedding look-ups, norms, softmax,
 * rotary positions, optimizer and whatever is computed a second time are not counted.
 */
final class CountedFlops {
  private CountedFlops() {}

  /** Operations per token of a training step on rows as long as the context. */
  static double perToken(ModelShape shape) {
    double hidden = shape.hiddenSize();
    double layer = 4 * hidden * hidden + 3 * hidden * shape.feedForwardSize();
    double unembedding = shape.predictTokens() * hidden * shape.vocabularySize();
    double attention = 4 * hidden * (shape.contextLength() + 1) / 2;
    double forward = 2 * (shape.layers() * layer + unembedding) + shape.layers() * attention;
    return 3 * forward;
  }
}
