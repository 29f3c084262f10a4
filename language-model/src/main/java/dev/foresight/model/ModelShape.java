package dev.foresight.model;

/**
 * The shape of a Llama-style transformer with a shared trunk and one-layer prediction heads. The
 * trunk has {@code layers - predictTokens} layers and each head one, so that the number of
 * parameters does not depend on {@code predictTokens} (<a
 * href="https://arxiv.org/abs/2404.19737">Gloeckle et al. 2024</a>).
 *
 * <pre>{@code
 * ModelShape small = new ModelShape(2048, 256, 6, 4, 640, 1024, 2);
 * ModelShape grouped = small.withKeyValueHeads(2).withTiedEmbeddings(true);
 * }</pre>
 *
 * @param vocabularySize tokens in the vocabulary, at least 2
 * @param hiddenSize width of the residual stream, at least 1
 * @param layers layers in all, heads included, at least {@code predictTokens}
 * @param attentionHeads query heads of each layer, at least 1
 * @param feedForwardSize width of the gated feed-forward layer, at least 1
 * @param contextLength the longest sequence in tokens, at least 1
 * @param predictTokens prediction heads n, 1 to 8; head i predicts the token i ahead
 * @param keyValueHeads heads of keys and values, each shared by {@code attentionHeads /
 *     keyValueHeads} query heads (<a href="https://arxiv.org/abs/2305.13245">Ainslie et al.
 *     2023</a>); 0 means {@code attentionHeads}
 * @param headSize width of one attention head, even, since rotary positions turn pairs; 0 means
 *     {@code hiddenSize / attentionHeads}
 * @param tiedEmbeddings whether the unembedding is the embedding
 * @param rotary how positions turn queries and keys
 * @param normEpsilon what is added to the mean square in each norm, above 0 and at most 0.1; 0
 *     means 1e-5
 */
public record ModelShape(
    int vocabularySize,
    int hiddenSize,
    int layers,
    int attentionHeads,
    int feedForwardSize,
    int contextLength,
    int predictTokens,
    int keyValueHeads,
    int headSize,
    boolean tiedEmbeddings,
    RotaryPositions rotary,
    double normEpsilon) {
  /** The most prediction heads. */
  public static final int MOST_PREDICT_TOKENS = 8;

  private static final double DEFAULT_NORM_EPSILON = 1e-5;

  /**
   * Fills in the defaults and checks the ranges above.
   *
   * @throws IllegalArgumentException naming the first field out of range
   */
  public ModelShape {
    require(vocabularySize >= 2, "vocabularySize must be at least 2", vocabularySize);
    require(attentionHeads >= 1, "attentionHeads must be at least 1", attentionHeads);
    require(hiddenSize >= 1, "hiddenSize must be at least 1", hiddenSize);
    if (headSize == 0) {
      require(
          hiddenSize % (2 * attentionHeads) == 0,
          "hiddenSize must be an even multiple of attentionHeads ("
              + attentionHeads
              + ") unless headSize is given",
          hiddenSize);
      headSize = hiddenSize / attentionHeads;
    }
    require(headSize >= 2 && headSize % 2 == 0, "headSize must be even and at least 2", headSize);
    if (keyValueHeads == 0) {
      keyValueHeads = attentionHeads;
    }
    require(
        keyValueHeads >= 1 && attentionHeads % keyValueHeads == 0,
        "keyValueHeads must divide attentionHeads (" + attentionHeads + ")",
        keyValueHeads);
    require(
        predictTokens >= 1 && predictTokens <= MOST_PREDICT_TOKENS,
        "predictTokens must be 1 to " + MOST_PREDICT_TOKENS,
        predictTokens);
    require(
        layers >= predictTokens,
        "layers must be at least predictTokens (" + predictTokens + ")",
        layers);
    require(feedForwardSize >= 1, "feedForwardSize must be at least 1", feedForwardSize);
    require(contextLength >= 1, "contextLength must be at least 1", contextLength);
    if (normEpsilon == 0) {
      normEpsilon = DEFAULT_NORM_EPSILON;
    }
    require(
        normEpsilon > 0 && normEpsilon <= 0.1,
        "normEpsilon must be above 0 and at most 0.1",
        normEpsilon);
  }

  /**
   * The common shape: a key and value head for each query head, heads that divide the hidden size,
   * untied embeddings, rotary positions of base 10,000, norms with epsilon 1e-5.
   *
   * @throws IllegalArgumentException naming the first field out of range
   */
  public ModelShape(
      int vocabularySize,
      int hiddenSize,
      int layers,
      int attentionHeads,
      int feedForwardSize,
      int contextLength,
      int predictTokens) {
    this(
        vocabularySize,
        hiddenSize,
        layers,
        attentionHeads,
        feedForwardSize,
        contextLength,
        predictTokens,
        0,
        0,
        false,
        RotaryPositions.DEFAULT,
        DEFAULT_NORM_EPSILON);
  }

  /** Layers of the shared trunk. */
  public int trunkLayers() {
    return layers - predictTokens;
  }

  /** Base of the rotary positions' wavelengths. */
  public double ropeBase() {
    return rotary.base();
  }

  /** Width of all queries of one position: {@code attentionHeads * headSize}. */
  public int querySize() {
    return Math.multiplyExact(attentionHeads, headSize);
  }

  /** Width of all keys, or of all values, of one position: {@code keyValueHeads * headSize}. */
  public int keyValueSize() {
    return Math.multiplyExact(keyValueHeads, headSize);
  }

  /** This shape with {@code count} prediction heads: as many parameters, arranged otherwise. */
  public ModelShape withPredictTokens(int count) {
    return withHeads(layers, count);
  }

  /** This shape with {@code count} heads of keys and values. */
  public ModelShape withKeyValueHeads(int count) {
    return new ModelShape(
        vocabularySize,
        hiddenSize,
        layers,
        attentionHeads,
        feedForwardSize,
        contextLength,
        predictTokens,
        count,
        headSize,
        tiedEmbeddings,
        rotary,
        normEpsilon);
  }

  /** This shape with attention heads {@code size} wide. */
  public ModelShape withHeadSize(int size) {
    return new ModelShape(
        vocabularySize,
        hiddenSize,
        layers,
        attentionHeads,
        feedForwardSize,
        contextLength,
        predictTokens,
        keyValueHeads,
        size,
        tiedEmbeddings,
        rotary,
        normEpsilon);
  }

  /** This shape with its unembedding the embedding, or not. */
  public ModelShape withTiedEmbeddings(boolean tied) {
    return new ModelShape(
        vocabularySize,
        hiddenSize,
        layers,
        attentionHeads,
        feedForwardSize,
        contextLength,
        predictTokens,
        keyValueHeads,
        headSize,
        tied,
        rotary,
        normEpsilon);
  }

  /** This shape with other rotary positions. */
  public ModelShape withRotary(RotaryPositions positions) {
    return new ModelShape(
        vocabularySize,
        hiddenSize,
        layers,
        attentionHeads,
        feedForwardSize,
        contextLength,
        predictTokens,
        keyValueHeads,
        headSize,
        tiedEmbeddings,
        positions,
        normEpsilon);
  }

  /** This shape with rotary positions of another base, not scaled. */
  public ModelShape withRopeBase(double base) {
    return withRotary(RotaryPositions.of(base));
  }

  /** This shape with another epsilon in its norms. */
  public ModelShape withNormEpsilon(double epsilon) {
    return new ModelShape(
        vocabularySize,
        hiddenSize,
        layers,
        attentionHeads,
        feedForwardSize,
        contextLength,
        predictTokens,
        keyValueHeads,
        headSize,
        tiedEmbeddings,
        rotary,
        epsilon);
  }

  /**
   * The shape that a model of this one takes when it is given {@code count} prediction heads: the
   * trunk stays as it is, so that layers are added or removed.
   */
  public ModelShape extendedTo(int count) {
    return withHeads(trunkLayers() + count, count);
  }

  /** Parameters in all: embedding and unembedding, layers and norms. */
  public long parameterCount() {
    long embeddings = (tiedEmbeddings ? 1L : 2L) * vocabularySize * hiddenSize;
    return embeddings + hiddenSize + layers * layerParameterCount();
  }

  /** Parameters of one layer, its two norms included. */
  long layerParameterCount() {
    long attention = 2L * hiddenSize * querySize() + 2L * hiddenSize * keyValueSize();
    long feedForward = 3L * hiddenSize * feedForwardSize;
    return attention + feedForward + 2L * hiddenSize;
  }

  private ModelShape withHeads(int allLayers, int count) {
    return new ModelShape(
        vocabularySize,
        hiddenSize,
        allLayers,
        attentionHeads,
        feedForwardSize,
        contextLength,
        count,
        keyValueHeads,
        headSize,
        tiedEmbeddings,
        rotary,
        normEpsilon);
  }

  private static void require(boolean holds, String rule, Number found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", not " + found);
    }
  }
}
