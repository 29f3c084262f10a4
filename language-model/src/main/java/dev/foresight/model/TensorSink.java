package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/** Fills a tensor from its beginning, wherever it lies. */
final class TensorSink implements FloatSink {
  private final TorchScript script;
  private final NDArray tensor;
  private long done;

  /**
   * A sink of values for a tensor.
   *
   * @param script that of the model
   */
  TensorSink(TorchScript script, NDArray tensor) {
    this.script = script;
    this.tensor = tensor;
  }

  @Override
  public void accept(float[] values, int count) {
    float[] piece = count == values.length ? values : Arrays.copyOf(values, count);
    try (NDArray array = tensor.getManager().create(piece)) {
      script.run("fill", tensor, done, array).close();
    }
    done += count;
  }
}
