package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Fills tensors wherever they lie, through one piece of memory: each array made from Java's would
 * leave a direct buffer to the garbage collector.
 */
final class TensorFiller {
  private final TorchScript script;
  private final NDManager manager;
  private final ByteBuffer bytes =
      ByteBuffer.allocateDirect(WeightSource.PIECE * Float.BYTES).order(ByteOrder.nativeOrder());

  /**
   * A filler of tensors.
   *
   * @param script that of the model
   * @param manager of tensors on the model's device
   */
  TensorFiller(TorchScript script, NDManager manager) {
    this.script = script;
    this.manager = manager;
  }

  /**
   * A sink that fills {@code tensor} from its beginning, in pieces of at most a million numbers.
   */
  FloatSink into(NDArray tensor) {
    long[] done = {0};
    return (values, count) -> {
      bytes.clear().limit(count * Float.BYTES);
      bytes.asFloatBuffer().put(values, 0, count);
      try (NDArray piece = manager.create(bytes, new Shape(count), DataType.FLOAT32)) {
        script.run("fill", tensor, done[0], piece).close();
      }
      done[0] += count;
    };
  }
}
