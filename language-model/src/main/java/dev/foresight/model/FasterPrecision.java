package dev.foresight.model;

import ai.djl.util.cuda.CudaUtils;
import java.util.Map;

/**
 * Finds whether bfloat16 is worth its bits. PyTorch says whether the processor can multiply in it,
 * but not whether it only pretends to, at the price of float32: so the two are timed once.
 */
final class FasterPrecision {
  /** bfloat16 has to be this much faster. */
  private static final double WORTHWHILE = 1.3;

  /** Two products of these squares take 20 to 100 ms on two cores. */
  private static final int SIZE = 768;

  private static final int ROUNDS = 7;
  private static final int FIRST_CUDA_WITH_BFLOAT16 = 80;

  private FasterPrecision() {}

  static Precision on(ComputeDevice device) {
    if (device.isCuda()) {
      String capability = CudaUtils.getComputeCapability(device.index());
      return Integer.parseInt(capability) >= FIRST_CUDA_WITH_BFLOAT16
          ? Precision.BFLOAT16
          : Precision.FLOAT32;
    }
    return OfProcessor.FOUND;
  }

  /** Found once, when first asked for. */
  private static final class OfProcessor {
    static final Precision FOUND = find();

    private static Precision find() {
      try (TorchScript script =
          TorchScript.resource(FasterPrecision.class, "precision.torchscript", Map.of())) {
        return knowsBfloat16(script) && isFaster(script) ? Precision.BFLOAT16 : Precision.FLOAT32;
      } catch (IllegalArgumentException e) {
        return Precision.FLOAT32; // PyTorch was built without the library that would know.
      }
    }

    private static boolean knowsBfloat16(TorchScript script) {
      try (TorchScript.Value known = script.run("knows_bfloat16")) {
        return known.toDouble() == 1;
      }
    }

    private static boolean isFaster(TorchScript script) {
      try (TorchScript.Value brief = square(script, Precision.BFLOAT16);
          TorchScript.Value full = square(script, Precision.FLOAT32)) {
        long briefNanos = Long.MAX_VALUE;
        long fullNanos = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
          briefNanos = Math.min(briefNanos, nanos(script, brief));
          fullNanos = Math.min(fullNanos, nanos(script, full));
        }
        return fullNanos > WORTHWHILE * briefNanos;
      }
    }

    private static TorchScript.Value square(TorchScript script, Precision precision) {
      return script.run("square", SIZE, precision.scalarType());
    }

    private static long nanos(TorchScript script, TorchScript.Value square) {
      long start = System.nanoTime();
      script.run("product", square).close();
      return System.nanoTime() - start;
    }
  }
}
