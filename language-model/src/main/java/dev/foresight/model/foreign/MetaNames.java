package dev.foresight.model.foreign;

import dev.foresight.model.ModelShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The tensors of a model in Meta's naming: trunk and head 1 are {@code layers}, the others {@code
 * extra_heads}.
 */
final class MetaNames {
  private MetaNames() {}

  /** What {@code LlamaForCausalLM} has: embeddings, trunk, head 1, norm. */
  static List<Conversion> model(ModelShape shape) {
    long vocabulary = shape.vocabularySize();
    long hidden = shape.hiddenSize();
    List<Conversion> all = new ArrayList<>();
    all.add(
        Conversion.plain("tok_embeddings.weight", "model.embed_tokens.weight", vocabulary, hidden));
    for (int i = 0; i <= shape.trunkLayers(); i++) {
      addLayer(all, shape, "layers." + i, "model.layers." + i);
    }
    all.add(Conversion.plain("norm.weight", "model.norm.weight", hidden));
    all.add(Conversion.plain("output.weight", "lm_head.weight", vocabulary, hidden));
    return all;
  }

  /** The layers of heads 2 to n. */
  static List<Conversion> extraHeads(ModelShape shape) {
    List<Conversion> all = new ArrayList<>();
    for (int i = 0; i < shape.predictTokens() - 1; i++) {
      addLayer(all, shape, "extra_heads." + i, "model.extra_heads." + i);
    }
    return all;
  }

  /** Whether a tensor can be computed from the parameters. */
  static boolean isRedundant(String name) {
    return name.equals("rope.freqs");
  }

  private static void addLayer(List<Conversion> all, ModelShape shape, String from, String to) {
    long hidden = shape.hiddenSize();
    long inner = shape.feedForwardSize();
    long queries = shape.querySize();
    long keys = shape.keyValueSize();
    all.add(plain(from, ".attention_norm", to, ".input_layernorm", hidden));
    all.add(
        Conversion.rotary(
            from + ".attention.wq.weight",
            to + ".self_attn.q_proj.weight",
            shape.attentionHeads(),
            queries,
            hidden));
    all.add(
        Conversion.rotary(
            from + ".attention.wk.weight",
            to + ".self_attn.k_proj.weight",
            shape.keyValueHeads(),
            keys,
            hidden));
    all.add(plain(from, ".attention.wv", to, ".self_attn.v_proj", keys, hidden));
    all.add(plain(from, ".attention.wo", to, ".self_attn.o_proj", hidden, queries));
    all.add(plain(from, ".ffn_norm", to, ".post_attention_layernorm", hidden));
    all.add(plain(from, ".feed_forward.w1", to, ".mlp.gate_proj", inner, hidden));
    all.add(plain(from, ".feed_forward.w3", to, ".mlp.up_proj", inner, hidden));
    all.add(plain(from, ".feed_forward.w2", to, ".mlp.down_proj", hidden, inner));
  }

  private static Conversion plain(
      String from, String name, String to, String becomes, long... shape) {
    return Conversion.plain(from + name + ".weight", to + becomes + ".weight", shape);
  }
}
