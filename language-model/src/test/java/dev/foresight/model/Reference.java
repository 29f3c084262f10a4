package dev.foresight.model;

import dev.foresight.model.Tape.Matrix;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The model in double precision, written from the paper and Llama's definition alone. */
final class Reference {
  private final ModelShape shape;
  private final double[] frequencies;
  private final Map<String, Matrix> weights = new LinkedHashMap<>();

  Reference(ModelShape shape, Map<String, float[]> values) {
    this(shape, values, unscaled(shape));
  }

  /** With the radians by which each pair of a head turns at each position. */
  Reference(ModelShape shape, Map<String, float[]> values, double[] frequencies) {
    this.shape = shape;
    this.frequencies = frequencies;
    values.forEach(
        (name, tensor) -> {
          int columns = columns(shape, name, tensor.length);
          weights.put(name, Matrix.of(tensor.length / columns, columns, tensor));
        });
  }

  private static double[] unscaled(ModelShape shape) {
    double[] frequencies = new double[shape.headSize() / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(shape.ropeBase(), -2.0 * i / shape.headSize());
    }
    return frequencies;
  }

  private static int columns(ModelShape shape, String name, int length) {
    if (name.contains("norm")) {
      return length;
    }
    return name.contains("down_proj")
        ? shape.feedForwardSize()
        : name.contains("o_proj") ? shape.querySize() : shape.hiddenSize();
  }

  /** The loss of each head; the gradients of their sum stay in the weights. */
  double[] lossesAndGradients(int[][] tokens) {
    int heads = shape.predictTokens();
    int length = tokens[0].length - heads;
    double[] losses = new double[heads];
    for (int[] row : tokens) {
      Tape tape = new Tape();
      Matrix trunk = trunk(tape, Arrays.copyOf(row, length));
      for (int head = 0; head < heads; head++) {
        int[] targets = Arrays.copyOfRange(row, head + 1, head + 1 + length);
        losses[head] +=
            tape.crossEntropy(
                logits(tape, trunk, head), targets, 1.0 / ((double) tokens.length * length));
      }
      tape.backward();
    }
    return losses;
  }

  /** The logits of head 1 after the last token. */
  double[] logits(int[] tokens) {
    return logits(tokens, 1);
  }

  /** The logits of head 1, 2 and so on after the last token. */
  double[] logits(int[] tokens, int head) {
    Tape tape = new Tape();
    return logits(tape, trunk(tape, tokens), head - 1).row(tokens.length - 1);
  }

  double[] gradient(String name) {
    return weight(name).gradient;
  }

  private Matrix trunk(Tape tape, int[] tokens) {
    Matrix x = tape.embedding(weight("model.embed_tokens.weight"), tokens);
    for (int i = 0; i < shape.layers() - shape.predictTokens(); i++) {
      x = layer(tape, x, "model.layers." + i);
    }
    return x;
  }

  private Matrix logits(Tape tape, Matrix trunk, int head) {
    int last = shape.layers() - shape.predictTokens();
    String layer = head == 0 ? "model.layers." + last : "model.extra_heads." + (head - 1);
    Matrix x =
        tape.norm(layer(tape, trunk, layer), weight("model.norm.weight"), shape.normEpsilon());
    return tape.product(
        x, weight(shape.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight"));
  }

  private Matrix layer(Tape tape, Matrix x, String name) {
    Matrix normed = tape.norm(x, weight(name + ".input_layernorm.weight"), shape.normEpsilon());
    Matrix q = tape.rotate(project(tape, normed, name + ".self_attn.q_proj"), frequencies);
    Matrix k = tape.rotate(project(tape, normed, name + ".self_attn.k_proj"), frequencies);
    Matrix v = project(tape, normed, name + ".self_attn.v_proj");
    Matrix attended = tape.attention(q, k, v, shape.attentionHeads());
    Matrix y = tape.add(x, project(tape, attended, name + ".self_attn.o_proj"));
    Matrix z = tape.norm(y, weight(name + ".post_attention_layernorm.weight"), shape.normEpsilon());
    Matrix gated =
        tape.gated(
            project(tape, z, name + ".mlp.gate_proj"), project(tape, z, name + ".mlp.up_proj"));
    return tape.add(y, project(tape, gated, name + ".mlp.down_proj"));
  }

  private Matrix project(Tape tape, Matrix x, String name) {
    return tape.product(x, weight(name + ".weight"));
  }

  private Matrix weight(String name) {
    Matrix weight = weights.get(name);
    if (weight == null) {
      throw new AssertionError("no weight " + name);
    }
    return weight;
  }
}
