package dev.foresight.model;

/**
 * The shape of a Llama-style transformer with a shared trunk and one-layer prediction heads. The
 * trunk has {@code layers - predictTokens} layers and each head one, so that the number of
 * parameters does not depend on {@code predictTokens} (<a
 * href="https://arxiv.org/abs/2404.19737">Gloeckle et al. 2024</a>).
 *
 * @param vocabularySize tokens in the vocabulary, at least 2
 * @param hiddenSize width of the residual stream, an even multiple of {@code attentionHeads}
 * @param layers layers in all, heads included, at least {@code predictTokens}
 * @param attentionHeads attention heads of each layer, at least 1
 * @param feedForwardSize width of the gated feed-forward layer, at least 1
 * @param contextLength the longest sequence in tokens, at least 1
 * @param predictTokens prediction heads n, at least 1; head i predicts the token i ahead
 */
public record ModelShape(
    int vocabularySize,
    int hiddenSize,
    int layers,
    int attentionHeads,
    int feedForwardSize,
    int contextLength,
    int predictTokens) {

  /**
   * Checks the ranges above.
   *
   * @throws IllegalArgumentException naming the first field out of range
   */
  public ModelShape {
    require(vocabularySize >= 2, "vocabularySize must be at least 2", vocabularySize);
    require(attentionHeads >= 1, "attentionHeads must be at least 1", attentionHeads);
    require(
        hiddenSize >= 1 && hiddenSize % (2 * attentionHeads) == 0,
        "hiddenSize must be an even multiple of attentionHeads (" + attentionHeads + ")",
        hiddenSize);
    require(predictTokens >= 1, "predictTokens must be at least 1", predictTokens);
    require(
        layers >= predictTokens,
        "layers must be at least predictTokens (" + predictTokens + ")",
        layers);
    require(feedForwardSize >= 1, "feedForwardSize must be at least 1", feedForwardSize);
    require(contextLength >= 1, "contextLength must be at least 1", contextLength);
  }

  /** Layers of the shared trunk. */
  public int trunkLayers() {
    return layers - predictTokens;
  }

  /** Width of one attention head. */
  public int headSize() {
    return hiddenSize / attentionHeads;
  }

  /** This shape with {@code count} prediction heads: as many parameters, arranged otherwise. */
  public ModelShape withPredictTokens(int count) {
    return new ModelShape(
        vocabularySize, hiddenSize, layers, attentionHeads, feedForwardSize, contextLength, count);
  }

  /** Parameters in all: embedding and unembedding, layers and norms. */
  public long parameterCount() {
    long embeddings = 2L * vocabularySize * hiddenSize;
    long attention = 4L * hiddenSize * hiddenSize;
    long feedForward = 3L * hiddenSize * feedForwardSize;
    return embeddings + hiddenSize + layers * (attention + feedForward + 2L * hiddenSize);
  }

  private static void require(boolean holds, String rule, int found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", not " + found);
    }
  }
}
