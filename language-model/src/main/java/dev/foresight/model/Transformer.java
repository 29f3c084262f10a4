package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A model in training: float32 weights, and the gradients gathered since the last step.
 *
 * <pre>{@code
 * try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 1);
 *     AdamW optimizer = new AdamW(model, 0.1, 1.0)) {
 *   float[] losses = model.lossesAndGradients(tokens);
 *   optimizer.step(3e-4);
 * }
 * }</pre>
 *
 * <p>Peak memory holds the activations of the trunk and of one head with its logits, whatever the
 * number of heads. The same weights and tokens give the same bits on the same kind of processor
 * with the same number of threads. Used by one thread at a time.
 */
public final class Transformer implements AutoCloseable {
  private final ModelShape shape;
  private final Precision precision;
  private final List<Parameter> parameters;
  private final NDManager manager;
  private final TorchScript script;
  private final NDList weights = new NDList();
  private final NDList gradients = new NDList();

  private Transformer(
      ModelShape shape, Precision precision, Function<Parameter, float[]> valuesOf) {
    this.shape = shape;
    this.precision = precision;
    parameters = Parameter.of(shape);
    manager = NDManager.newBaseManager("PyTorch");
    script = ModelScript.compile(shape, precision);
    for (Parameter parameter : parameters) {
      weights.add(manager.create(valuesOf.apply(parameter), new Shape(parameter.dimensions())));
    }
  }

  /**
   * A model with random weights. Its embeddings, each trunk layer and each head are the same for
   * the same seed whatever {@code predictTokens}, where both shapes have them.
   */
  public static Transformer initialize(ModelShape shape, Precision precision, long seed) {
    return new Transformer(shape, precision, parameter -> InitialWeights.of(parameter, seed));
  }

  /** A model with the weights that {@code valuesOf} gives, rows first. */
  static Transformer of(
      ModelShape shape, Precision precision, Function<Parameter, float[]> valuesOf) {
    return new Transformer(shape, precision, valuesOf);
  }

  public ModelShape shape() {
    return shape;
  }

  public Precision precision() {
    return precision;
  }

  /** As {@link #lossesAndGradients(int[][], double)} with share 1. */
  public float[] lossesAndGradients(int[][] tokens) {
    return lossesAndGradients(tokens, 1);
  }

  /**
   * Adds the gradient of the summed losses, times {@code share}, to the gradients.
   *
   * @param tokens B rows of T + n token ids, T at most the context length: head i learns to predict
   *     from positions 0..T-1 the tokens at i..T-1+i
   * @param share the weight of these rows; 1 / m where a step gathers m calls of as many rows
   * @return the mean cross-entropy of each head in nats, not weighted: n values
   * @throws IllegalArgumentException if rows differ in length, are too short or too long, or a
   *     token is outside the vocabulary
   */
  public float[] lossesAndGradients(int[][] tokens, double share) {
    check(tokens);
    try (NDManager scope = manager.newSubManager()) {
      NDList inputs = new NDList(scope.create(flat(tokens), rectangle(tokens)));
      inputs.add(scope.create((float) share));
      for (NDArray weight : weights) {
        weight.setName("weights[]");
        inputs.add(weight);
      }
      NDList found = script.runWithGradients("losses_and_gradients", inputs);
      gather(found.subNDList(1));
      return found.get(0).toFloatArray();
    }
  }

  /** The weights by name, rows first; a copy. */
  public Map<String, float[]> weights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      values.put(parameters.get(i).name(), weights.get(i).toFloatArray());
    }
    return values;
  }

  /** The gradients gathered since the last step by weight name, rows first; a copy. */
  public Map<String, float[]> gradients() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (int i = 0; i < gradients.size(); i++) {
      values.put(parameters.get(i).name(), gradients.get(i).toFloatArray());
    }
    return values;
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }

  List<Parameter> parameters() {
    return parameters;
  }

  NDManager manager() {
    return manager;
  }

  TorchScript script() {
    return script;
  }

  /** The tensors themselves, in the order of {@link #parameters()}. */
  NDList weightTensors() {
    return weights;
  }

  /** The tensors themselves, in the order of {@link #parameters()}; empty before any loss. */
  NDList gradientTensors() {
    return gradients;
  }

  void clearGradients() {
    gradients.close();
    gradients.clear();
  }

  private void gather(NDList found) {
    if (gradients.isEmpty()) {
      found.attach(manager);
      gradients.addAll(found);
    } else {
      for (int i = 0; i < found.size(); i++) {
        gradients.get(i).addi(found.get(i));
      }
    }
  }

  private void check(int[][] tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("there are no rows of tokens");
    }
    int length = tokens[0].length;
    int heads = shape.predictTokens();
    if (length <= heads || length - heads > shape.contextLength()) {
      throw new IllegalArgumentException(
          "a row must hold 1 to "
              + shape.contextLength()
              + " tokens and "
              + heads
              + " to predict, not "
              + length
              + " in all");
    }
    for (int[] row : tokens) {
      if (row.length != length) {
        throw new IllegalArgumentException(
            "rows differ in length: " + length + " and " + row.length);
      }
      checkTokens(row, shape.vocabularySize());
    }
  }

  static void checkTokens(int[] tokens, int vocabularySize) {
    for (int token : tokens) {
      if (token < 0 || token >= vocabularySize) {
        throw new IllegalArgumentException(
            "token " + token + " is outside the vocabulary of " + vocabularySize);
      }
    }
  }

  private static long[] flat(int[][] tokens) {
    LongBuffer all = LongBuffer.allocate(tokens.length * tokens[0].length);
    Arrays.stream(tokens).flatMapToInt(Arrays::stream).forEach(all::put);
    return all.array();
  }

  private static Shape rectangle(int[][] tokens) {
    return new Shape(tokens.length, tokens[0].length);
  }
}
