package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * AdamW (<a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019</a>) with momenta
 * 0.9 and 0.95 and epsilon 1e-8. Weight decay applies to matrices, not to norms. Used by one thread
 * at a time.
 */
public final class AdamW implements AutoCloseable {
  private final Transformer model;
  private final double weightDecay;
  private final double clipping;
  private final NDList first = new NDList();
  private final NDList second = new NDList();
  private long steps;

  /**
   * An optimizer at step 0 that changes the weights of {@code model}.
   *
   * @param weightDecay the share of a matrix, times the learning rate, that each step takes away; 0
   *     or more
   * @param clipping the largest norm of all gradients together: longer ones are scaled down to it;
   *     0 means no limit
   */
  public AdamW(Transformer model, double weightDecay, double clipping) {
    if (!(weightDecay >= 0) || !(clipping >= 0)) {
      throw new IllegalArgumentException(
          "weightDecay and clipping must be 0 or more, not " + weightDecay + " and " + clipping);
    }
    this.model = model;
    this.weightDecay = weightDecay;
    this.clipping = clipping;
    for (NDArray weight : model.weightTensors()) {
      first.add(weight.zerosLike());
      second.add(weight.zerosLike());
    }
  }

  /**
   * Changes the weights by one step and clears the gradients.
   *
   * @return the norm of all gradients together before clipping
   * @throws IllegalStateException if no gradient was gathered
   * @throws ArithmeticException if the norm is not finite; the weights are as before
   */
  public double step(double learningRate) {
    NDList gradients = model.gradientTensors();
    if (!model.hasGradients()) {
      throw new IllegalStateException("no gradient was gathered since the last step");
    }
    double norm;
    try (TorchScript.Value result =
        model
            .script()
            .run(
                "adamw",
                matrices(model.weightTensors()),
                matrices(gradients),
                matrices(first),
                matrices(second),
                vectors(model.weightTensors()),
                vectors(gradients),
                vectors(first),
                vectors(second),
                steps + 1,
                learningRate,
                weightDecay,
                clipping)) {
      norm = result.toDouble();
    }
    model.clearGradients();
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException("the gradient's norm is " + norm + " at step " + (steps + 1));
    }
    steps++;
    return norm;
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }

  Transformer model() {
    return model;
  }

  /** Running means of the gradients, in the order of the model's parameters. */
  NDList firstMoments() {
    return first;
  }

  /** Running means of the squared gradients, in the order of the model's parameters. */
  NDList secondMoments() {
    return second;
  }

  /** Continues after {@code steps} steps with moments already set. */
  void continueAfter(long steps) {
    this.steps = steps;
  }

  private NDList matrices(NDList all) {
    return select(all, true);
  }

  private NDList vectors(NDList all) {
    return select(all, false);
  }

  private NDList select(NDList all, boolean matrix) {
    List<Parameter> parameters = model.parameters();
    NDList selected = new NDList();
    for (int i = 0; i < all.size(); i++) {
      if (parameters.get(i).isMatrix() == matrix) {
        selected.add(all.get(i));
      }
    }
    return selected;
  }
}
