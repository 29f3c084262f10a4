package dev.foresight.benchmarks.measuring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import java.util.Map;

/** How fast this machine multiplies two matrices [M, K] and [K, N], by the same library. */
public final class MatrixProduct implements AutoCloseable {
  private static final int LARGE = 2048;

  private final NDManager manager;
  private final TorchScript script;
  private final TorchScript.Value operands;
  private final double flops;

  private MatrixProduct(int m, int k, int n, Precision precision) {
    manager = NDManager.newBaseManager("PyTorch");
    script = TorchScript.resource(MatrixProduct.class, "product.torchscript", Map.of());
    flops = 2.0 * m * k * n;
    try (NDArray a = manager.randomNormal(0, 1, new Shape(m, k), DataType.FLOAT32);
        NDArray b = manager.randomNormal(0, 1, new Shape(k, n), DataType.FLOAT32)) {
      operands = script.run("operands", a, b, precision == Precision.BFLOAT16);
    }
    multiply();
  }

  /** Two square matrices, {@value #LARGE} wide: the rate that programs are held against. */
  public static MatrixProduct large(Precision precision) {
    return new MatrixProduct(LARGE, LARGE, LARGE, precision);
  }

  /** Matrices [m, k] and [k, n]. */
  public static MatrixProduct of(int m, int k, int n, Precision precision) {
    return new MatrixProduct(m, k, n, precision);
  }

  /** Floating-point operations a second, over at least {@code seconds}. */
  public double flopsPerSecond(double seconds) {
    return flops * Stopwatch.rate(seconds, this::multiply);
  }

  private void multiply() {
    script.run("product", operands).close();
  }

  @Override
  public void close() {
    operands.close();
    script.close();
    manager.close();
  }
}
