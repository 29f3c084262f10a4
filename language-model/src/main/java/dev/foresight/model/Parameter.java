package dev.foresight.model;

import java.util.ArrayList;
import java.util.List;

/**
 * One tensor of weights.
 *
 * @param name as in Hugging Face's Llama; the layers of extra heads are {@code model.extra_heads.0}
 *     and so on for head 2 onwards
 * @param seedName the same tensor's name whatever the number of heads: its initial values derive
 *     from it
 * @param rows outputs, or the length of a vector
 * @param columns inputs, or 0 for a vector (the weight of a norm)
 * @param initialDeviation standard deviation of the initial values; a norm's weights start at 1
 */
record Parameter(String name, String seedName, int rows, int columns, double initialDeviation) {
  /** Tensors of one layer. */
  static final int PER_LAYER = 9;

  private static final String EXTRA_HEADS = "model.extra_heads.";

  boolean isMatrix() {
    return columns > 0;
  }

  /** The lengths of the tensor's dimensions. */
  long[] dimensions() {
    return isMatrix() ? new long[] {rows, columns} : new long[] {rows};
  }

  /** Elements in all. */
  long size() {
    return isMatrix() ? (long) rows * columns : rows;
  }

  /** Whether the tensor belongs to head 2 or a later one. */
  boolean isExtra() {
    return name.startsWith(EXTRA_HEADS);
  }

  /** The head to which the tensor belongs alone; 1 for head 1 and for what all heads share. */
  int head() {
    return isExtra()
        ? 2 + Integer.parseInt(name.substring(EXTRA_HEADS.length()).split("\\.", 2)[0])
        : 1;
  }

  /** This tensor, or head 1's in its place where a model of {@code shape} has no such head. */
  Parameter orHead1(ModelShape shape) {
    if (!isExtra()) {
      return this;
    }
    String[] parts = name.substring(EXTRA_HEADS.length()).split("\\.", 2);
    if (head() <= shape.predictTokens()) {
      return this;
    }
    String head1 = "model.layers." + shape.trunkLayers() + "." + parts[1];
    return new Parameter(head1, seedName, rows, columns, initialDeviation);
  }

  /** All tensors of a model in the order in which the script takes them. */
  static List<Parameter> of(ModelShape shape) {
    List<Parameter> all = new ArrayList<>();
    int hidden = shape.hiddenSize();
    double deviation = 1 / Math.sqrt(hidden);
    all.add(matrix("model.embed_tokens", "embedding", shape.vocabularySize(), hidden, deviation));
    for (int i = 0; i < shape.trunkLayers(); i++) {
      addLayer(all, shape, "model.layers." + i, "trunk." + i);
    }
    for (int head = 0; head < shape.predictTokens(); head++) {
      String layer = head == 0 ? "model.layers." + shape.trunkLayers() : EXTRA_HEADS + (head - 1);
      addLayer(all, shape, layer, "head." + (head + 1));
    }
    all.add(vector("model.norm", hidden));
    if (!shape.tiedEmbeddings()) {
      all.add(matrix("lm_head", "unembedding", shape.vocabularySize(), hidden, deviation));
    }
    return List.copyOf(all);
  }

  private static void addLayer(List<Parameter> all, ModelShape shape, String layer, String seed) {
    int hidden = shape.hiddenSize();
    int queries = shape.querySize();
    int keys = shape.keyValueSize();
    int inner = shape.feedForwardSize();
    double deviation = 1 / Math.sqrt(hidden);
    double residual = 1 / Math.sqrt(2.0 * shape.layers());
    all.add(vector(layer + ".input_layernorm", hidden));
    all.add(matrix(layer + ".self_attn.q_proj", seed + ".query", queries, hidden, deviation));
    all.add(matrix(layer + ".self_attn.k_proj", seed + ".key", keys, hidden, deviation));
    all.add(matrix(layer + ".self_attn.v_proj", seed + ".value", keys, hidden, deviation));
    all.add(
        matrix(
            layer + ".self_attn.o_proj",
            seed + ".output",
            hidden,
            queries,
            residual / Math.sqrt(queries)));
    all.add(vector(layer + ".post_attention_layernorm", hidden));
    all.add(matrix(layer + ".mlp.gate_proj", seed + ".gate", inner, hidden, deviation));
    all.add(matrix(layer + ".mlp.up_proj", seed + ".up", inner, hidden, deviation));
    all.add(
        matrix(
            layer + ".mlp.down_proj", seed + ".down", hidden, inner, residual / Math.sqrt(inner)));
  }

  private static Parameter vector(String name, int length) {
    return new Parameter(name + ".weight", name, length, 0, 0);
  }

  private static Parameter matrix(
      String name, String seedName, int rows, int columns, double deviation) {
    return new Parameter(name + ".weight", seedName, rows, columns, deviation);
  }
}
