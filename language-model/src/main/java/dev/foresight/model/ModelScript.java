package dev.foresight.model;

import java.util.Arrays;
import java.util.Map;

/** The script of the model, compiled for one shape and precision. */
final class ModelScript {
  /**
   * Rows of a batch are padded to a multiple of this, so that a row's bits do not depend on them.
   */
  static final int ROW_GROUP = 8;

  /** Queries that attend to a prefix together, where there are so many. */
  private static final int ATTENTION_GROUP = 32;

  /** Positions of a prefix from which on attention to it may be by hand. */
  private static final int FEWEST_BY_HAND = 64;

  /** Positions of a row's suffix whose keys lie together, and that are attended to at once. */
  static final int SUFFIX_BLOCK = 32;

  /** Positions of a prompt that are read at once. */
  private static final int PREFILL_BLOCK = 512;

  /** Rows that pass the feed-forward layer's gate together: few enough to stay in the cache. */
  static final int GATED_ROWS = 512;

  /** Queries of a sequence that attend together by hand. */
  private static final int QUERY_BLOCK = 128;

  /** Short sequences attend together by hand up to so many positions. */
  private static final int POSITIONS_TOGETHER = 4096;

  private static final long FEWEST_LOGIT_ROWS = 512;
  private static final long LOGITS = 1 << 21;

  private ModelScript() {}

  static TorchScript compile(ModelShape shape, Execution execution) {
    return TorchScript.resource(
        ModelScript.class,
        "transformer.torchscript",
        constants(shape, execution),
        execution.device());
  }

  private static Map<String, String> constants(ModelShape shape, Execution execution) {
    return Map.ofEntries(
        entry("VOCABULARY_SIZE", shape.vocabularySize()),
        entry("HIDDEN_SIZE", shape.hiddenSize()),
        entry("ATTENTION_HEADS", shape.attentionHeads()),
        entry("KEY_VALUE_HEADS", shape.keyValueHeads()),
        entry("SHARING", shape.attentionHeads() / shape.keyValueHeads()),
        entry("HEAD_SIZE", shape.headSize()),
        entry("QUERY_SIZE", shape.querySize()),
        entry("KEY_VALUE_SIZE", shape.keyValueSize()),
        entry("FEED_FORWARD_SIZE", shape.feedForwardSize()),
        entry("GATED_ROWS", GATED_ROWS),
        entry("LOGIT_ROWS", mostLogitRows(shape)),
        entry("ROW_GROUP", ROW_GROUP),
        entry("ATTENTION_GROUP", ATTENTION_GROUP),
        entry("FEWEST_BY_HAND", FEWEST_BY_HAND),
        entry("SUFFIX_BLOCK", SUFFIX_BLOCK),
        entry("PREFILL_BLOCK", PREFILL_BLOCK),
        entry("TRUNK_LAYERS", shape.trunkLayers()),
        entry("PREDICT_TOKENS", shape.predictTokens()),
        entry("ATTENTION_SCALE", 1 / Math.sqrt(shape.headSize())),
        entry("FINAL_NORM", shape.tiedEmbeddings() ? -1 : -2),
        entry("UNEMBEDDING", shape.tiedEmbeddings() ? 0 : -1),
        entry("NORM_EPSILON", shape.normEpsilon()),
        Map.entry("FREQUENCIES", Arrays.toString(shape.rotary().frequencies(shape.headSize()))),
        entry("COMPUTE_TYPE", execution.precision().scalarType()),
        entry("QUERY_BLOCK", QUERY_BLOCK),
        entry("POSITIONS_TOGETHER", POSITIONS_TOGETHER),
        entry("ATTENTION_BY_HAND", attentionByHand(execution)),
        entry("RECOMPUTE", execution.recompute()));
  }

  private static Map.Entry<String, String> entry(String name, boolean value) {
    return Map.entry(name, value ? "True" : "False");
  }

  private static Map.Entry<String, String> entry(String name, Number value) {
    return Map.entry(name, value.toString());
  }

  /** Rows whose logits are held at once: about 8 MiB, and enough that products stay efficient. */
  static long logitRows(ModelShape shape, long positions) {
    return Math.min(positions, mostLogitRows(shape));
  }

  private static long mostLogitRows(ModelShape shape) {
    return Math.max(FEWEST_LOGIT_ROWS, LOGITS / shape.vocabularySize());
  }

  /**
   * Whether attention is written out by hand, in training and to long prefixes: on the processor,
   * PyTorch's own gains nothing from bfloat16.
   */
  static boolean attentionByHand(Execution execution) {
    return execution.precision() == Precision.BFLOAT16 && !execution.device().isCuda();
  }

  /** Scores held at once where attention is by hand. */
  static long scores(ModelShape shape, int rows, int length) {
    long together = Math.min(rows, Math.max(1, POSITIONS_TOGETHER / length));
    return together * shape.attentionHeads() * Math.min(length, QUERY_BLOCK) * length;
  }
}
