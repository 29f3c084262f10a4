package dev.foresight.trainer.experiments;

import static java.util.Objects.requireNonNullElse;

/**
 * The {@code model} object of requests. A field that is null takes its default; the defaults make a
 * model of 5.8 million parameters that a laptop trains.
 *
 * @param vocabularySize tokens in the vocabulary, the 259 that every vocabulary begins with and the
 *     corpus' characters at least; default 2048
 * @param hiddenSize width of the residual stream, an even multiple of {@code attentionHeads};
 *     default 256
 * @param layers layers in all, heads included, at least the largest {@code predictTokens}; default
 *     6
 * @param attentionHeads attention heads of each layer; default 4
 * @param feedForwardSize width of the feed-forward layer; default 768
 * @param contextLength longest sequence in tokens; must hold prompt and answer; default 2048
 */
record ModelRequest(
    Integer vocabularySize,
    Integer hiddenSize,
    Integer layers,
    Integer attentionHeads,
    Integer feedForwardSize,
    Integer contextLength) {

  ModelRequest {
    vocabularySize = requireNonNullElse(vocabularySize, 2048);
    hiddenSize = requireNonNullElse(hiddenSize, 256);
    layers = requireNonNullElse(layers, 6);
    attentionHeads = requireNonNullElse(attentionHeads, 4);
    feedForwardSize = requireNonNullElse(feedForwardSize, 768);
    contextLength = requireNonNullElse(contextLength, 2048);
  }

  /** All defaults. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  static ModelRequest defaults() {
    return new ModelRequest(null, null, null, null, null, null);
  }
}
