package dev.foresight.model;

/**
 * What a model costs, from its shape alone: nothing is allocated.
 *
 * <pre>{@code
 * ModelCost cost = ModelCost.of(ModelPreset.B7.shape(), Execution.of(Precision.BFLOAT16), 1, 4096);
 * long gib = cost.training().total() >> 30;
 * }</pre>
 *
 * @param parameters of all heads
 * @param training memory of one training step
 * @param flops work per token trained on
 * @param inference memory of decoding
 */
public record ModelCost(
    long parameters, TrainingMemory training, Flops flops, InferenceMemory inference) {

  /**
   * Bytes that training holds at its peak, by what they are for. Measured peaks of the process,
   * less what the libraries take, lie within 25% of the total.
   *
   * @param weights float32
   * @param gradients float32
   * @param moments two per weight, float32
   * @param activations what the way back needs of each layer, and what all layers share
   * @param logits of the rows that are held at a time, of one head
   * @param temporaries one layer's weights in the precision of products, their gradient, and that
   *     of the embedding
   */
  public record TrainingMemory(
      long weights, long gradients, long moments, long activations, long logits, long temporaries) {
    public long total() {
      return weights + gradients + moments + activations + logits + temporaries;
    }
  }

  /**
   * Floating-point operations per token, two per multiplication and addition, of matrix products
   * alone, as is usual (<a href="https://arxiv.org/abs/2204.02311">Chowdhery et al. 2022</a>,
   * appendix B): twice the parameters of all layers and, for each head, of the unembedding; and per
   * layer {@code 2 * H * E * T} for attention, half of all pairs of T positions, since none attends
   * to those behind it.
   *
   * @param forward one way
   * @param backward the way back: twice as much
   * @param recomputation of the trunk, where it is computed again: its share of forward
   */
  public record Flops(double forward, double backward, double recomputation) {
    /** What training needs, however it is done: the base of utilisation figures. */
    public double needed() {
      return forward + backward;
    }

    public double done() {
      return needed() + recomputation;
    }
  }

  /**
   * Bytes that decoding holds.
   *
   * @param weights of trunk and head 1, in the precision of products
   * @param cachePerToken keys and values of one token of one sample, or of the prompt that all
   *     share
   */
  public record InferenceMemory(long weights, long cachePerToken) {
    /** For samples of {@code newTokens} each behind a prompt of {@code promptTokens}. */
    public long total(long promptTokens, long samples, long newTokens) {
      return weights + cachePerToken * (promptTokens + samples * newTokens);
    }
  }

  /**
   * The cost of a shape.
   *
   * @param rows sequences of one call of {@link Transformer#lossesAndGradients(int[][])}, at least
   *     1
   * @param length tokens of a sequence, 1 to the context length
   */
  public static ModelCost of(ModelShape shape, Execution execution, int rows, int length) {
    if (rows < 1 || length < 1 || length > shape.contextLength()) {
      throw new IllegalArgumentException(
          "rows must be at least 1 and length 1 to "
              + shape.contextLength()
              + ", not "
              + rows
              + " and "
              + length);
    }
    return new ModelCost(
        shape.parameterCount(),
        new TrainingBytes(shape, execution, rows, length).memory(),
        flops(shape, execution, length),
        inference(shape, execution.precision().bytes()));
  }

  private static Flops flops(ModelShape shape, Execution execution, int length) {
    double layer =
        2.0 * (shape.layerParameterCount() - 2L * shape.hiddenSize())
            + 2.0 * shape.querySize() * length;
    double unembedding = 2.0 * shape.vocabularySize() * shape.hiddenSize();
    double forward = shape.layers() * layer + shape.predictTokens() * unembedding;
    double again = execution.recompute() ? shape.trunkLayers() * layer : 0;
    return new Flops(forward, 2 * forward, again);
  }

  private static InferenceMemory inference(ModelShape shape, long width) {
    long layers = shape.trunkLayers() + 1L;
    long numbers =
        shape.withPredictTokens(1).parameterCount()
            - (shape.layers() - layers) * shape.layerParameterCount();
    return new InferenceMemory(numbers * width, 2 * layers * shape.keyValueSize() * width);
  }
}
