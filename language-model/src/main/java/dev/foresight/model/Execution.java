package dev.foresight.model;

/**
 * How a model is run; none of it is part of the model.
 *
 * <pre>{@code
 * ComputeDevice device = ComputeDevice.of("auto");
 * Execution execution = Execution.of(Precision.preferred(device)).on(device);
 * }</pre>
 *
 * @param precision of the matrix products
 * @param device that holds the weights and computes
 * @param recompute whether training keeps only each trunk layer's input and computes the rest again
 *     on the way back: the same bits, with less memory and about a third more work
 */
public record Execution(Precision precision, ComputeDevice device, boolean recompute) {
  /** On the processor, without recomputation. */
  public static Execution of(Precision precision) {
    return new Execution(precision, ComputeDevice.CPU, false);
  }

  /** This on another device. */
  public Execution on(ComputeDevice other) {
    return new Execution(precision, other, recompute);
  }

  /** This with recomputation, or without. */
  public Execution recomputing(boolean again) {
    return new Execution(precision, device, again);
  }
}
