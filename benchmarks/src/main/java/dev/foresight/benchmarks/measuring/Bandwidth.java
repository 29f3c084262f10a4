package dev.foresight.benchmarks.measuring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.foresight.model.TorchScript;
import java.util.Map;

/**
 * How fast this machine reads memory: a matrix of a given size times a vector, by the same library.
 * What fits a cache is read faster than what does not, so the size is that of what a program reads.
 */
public final class Bandwidth implements AutoCloseable {
  private static final int COLUMNS = 1024;

  /** Below this a call would cost more than the reading. */
  private static final long LEAST_BYTES = 1 << 20;

  private final NDManager manager;
  private final TorchScript script;
  private final TorchScript.Value operands;
  private final long bytes;

  /**
   * Reads of {@code bytes} at a time.
   *
   * @param bytes rounded to a multiple of 4 KiB, and at least 1 MiB
   */
  public Bandwidth(long bytes) {
    long rows = Math.max(LEAST_BYTES, bytes) / (COLUMNS * Float.BYTES);
    this.bytes = rows * COLUMNS * Float.BYTES;
    manager = NDManager.newBaseManager("PyTorch");
    script = TorchScript.resource(Bandwidth.class, "product.torchscript", Map.of());
    try (NDArray matrix = manager.ones(new Shape(rows, COLUMNS));
        NDArray vector = manager.ones(new Shape(COLUMNS))) {
      operands = script.run("operands", matrix, vector, false);
    }
    read();
  }

  /** Bytes a second, over at least {@code seconds}. */
  public double bytesPerSecond(double seconds) {
    return bytes * Stopwatch.rate(seconds, this::read);
  }

  private void read() {
    script.run("product", operands).close();
  }

  @Override
  public void close() {
    operands.close();
    script.close();
    manager.close();
  }
}
