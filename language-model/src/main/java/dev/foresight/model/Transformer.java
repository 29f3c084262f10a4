package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
  private final Execution execution;
  private final List<Parameter> parameters;
  private final NDManager manager;
  private final TorchScript script;
  private final NDList weights = new NDList();
  private final NDList gradients = new NDList();
  private final Buffers buffers = new Buffers();
  private boolean gathered;

  private Transformer(ModelShape shape, Execution execution) {
    this.shape = shape;
    this.execution = execution;
    parameters = Parameter.of(shape);
    manager = execution.device().newManager();
    script = ModelScript.compile(shape, execution);
  }

  /**
   * A model with random weights on the processor. Its embeddings, each trunk layer and each head
   * are the same for the same seed whatever {@code predictTokens}, where both shapes have them.
   */
  public static Transformer initialize(ModelShape shape, Precision precision, long seed) {
    return initialize(shape, Execution.of(precision), seed);
  }

  /** As {@link #initialize(ModelShape, Precision, long)}, run as {@code execution} says. */
  public static Transformer initialize(ModelShape shape, Execution execution, long seed) {
    try {
      return of(shape, execution, (parameter, sink) -> InitialWeights.of(parameter, seed, sink));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is read.
    }
  }

  /** A model with the weights of {@code source}, read a piece at a time. */
  static Transformer of(ModelShape shape, Execution execution, WeightSource source)
      throws IOException {
    Transformer model = new Transformer(shape, execution);
    try {
      TensorFiller filler = model.filler();
      for (Parameter parameter : model.parameters) {
        NDArray weight = model.manager.zeros(new Shape(parameter.dimensions()));
        model.weights.add(weight);
        source.read(parameter, filler.into(weight));
      }
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  public ModelShape shape() {
    return shape;
  }

  public Precision precision() {
    return execution.precision();
  }

  /** How the model is run. */
  public Execution execution() {
    return execution;
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
    if (gradients.isEmpty()) {
      weights.forEach(weight -> gradients.add(weight.zerosLike()));
    }
    try (NDManager scope = manager.newSubManager()) {
      NDList inputs = new NDList(scope.create(flat(tokens), rectangle(tokens)));
      inputs.add(scope.create(share));
      addAll(inputs, weights, "weights[]");
      addAll(inputs, gradients, "gradients[]");
      addAll(inputs, buffers.of(tokens, true), "buffers[]");
      gathered = true;
      return script.runWithGradients("losses_and_gradients", inputs).get(0).toFloatArray();
    }
  }

  private static void addAll(NDList inputs, NDList tensors, String name) {
    tensors.forEach(tensor -> tensor.setName(name));
    inputs.addAll(tensors);
  }

  /**
   * The losses of {@code tokens} without gradients.
   *
   * @param tokens as in {@link #lossesAndGradients(int[][], double)}
   * @return the mean cross-entropy of each head in nats: n values
   * @throws IllegalArgumentException as there
   */
  public float[] validationLosses(int[][] tokens) {
    check(tokens);
    try (NDManager scope = manager.newSubManager();
        TorchScript.Value losses =
            script.run(
                "losses",
                scope.create(flat(tokens), rectangle(tokens)),
                weights,
                buffers.of(tokens, false))) {
      return losses.toArray(scope).toFloatArray();
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
    for (int i = 0; gathered && i < gradients.size(); i++) {
      values.put(parameters.get(i).name(), gradients.get(i).toFloatArray());
    }
    return values;
  }

  @Override
  public void close() {
    buffers.close();
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

  /** The tensors themselves, in the order of {@link #parameters()}. */
  NDList gradientTensors() {
    return gradients;
  }

  /** Whether gradients were gathered since they were cleared. */
  boolean hasGradients() {
    return gathered;
  }

  void clearGradients() {
    script.run("clear", gradients).close();
    gathered = false;
  }

  /** Fills tensors on this model's device. */
  TensorFiller filler() {
    return new TensorFiller(script, manager);
  }

  /** Hands out the present values of a weight. */
  void read(Parameter parameter, FloatSink sink) throws IOException {
    TensorPieces.read(weights.get(parameters.indexOf(parameter)), sink);
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

  /**
   * The tensors that a call writes to, kept for the next one of the same size: the first touch of
   * fresh memory costs more than the arithmetic on it.
   */
  private final class Buffers implements AutoCloseable {
    private List<Long> sizes = List.of();
    private @Nullable NDList tensors;

    NDList of(int[][] tokens, boolean gradientsToo) {
      int length = tokens[0].length - shape.predictTokens();
      int layers = shape.trunkLayers();
      List<Long> needed =
          List.of(
              (long) tokens.length,
              (long) length,
              gradientsToo && !execution.recompute() ? layers + 1L : 1L,
              gradientsToo && execution.recompute() ? layers : 0L);
      if (tensors == null || !needed.equals(sizes)) {
        close();
        try (NDManager scope = manager.newSubManager()) {
          long[] all = needed.stream().mapToLong(size -> size).toArray();
          tensors = script.runWithGradients("buffers", new NDList(scope.create(all)));
          tensors.attach(manager);
        }
        sizes = needed;
      }
      return tensors;
    }

    @Override
    public void close() {
      if (tensors != null) {
        tensors.close();
        tensors = null;
      }
    }
  }
}
