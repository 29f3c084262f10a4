package dev.foresight.trainer.jobs;

import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/**
 * How fast the device multiplies large matrices: what a run's speed is compared with. Measured once
 * for each precision, before the first run that needs it: the best of five products of {@value
 * #SIZE} x {@value #SIZE} matrices, after one that does not count.
 */
@Component
class MatrixRate {
  private static final int SIZE = 1024;
  private static final int PRODUCTS = 5;
  private static final String SCRIPT = "matrix_product.torchscript";

  private final Map<Precision, Double> flops = new EnumMap<>(Precision.class);

  /** Floating-point operations a second on the trainer's device. */
  synchronized double flops(ComputeDevice device, Precision precision) {
    return flops.computeIfAbsent(precision, wanted -> measure(device, wanted));
  }

  /** Tells of each rate measured so far, with its precision's label. */
  synchronized void forEach(BiConsumer<String, Double> measured) {
    flops.forEach((precision, rate) -> measured.accept(precision.label(), rate));
  }

  private static double measure(ComputeDevice device, Precision precision) {
    var constants = Map.of("DEVICE", device.label());
    try (TorchScript script = TorchScript.resource(MatrixRate.class, SCRIPT, constants, device);
        TorchScript.Value matrix = script.run("matrix", SIZE, precision == Precision.BFLOAT16)) {
      script.run("product", matrix).close();
      long best = Long.MAX_VALUE;
      for (int i = 0; i < PRODUCTS; i++) {
        long start = System.nanoTime();
        script.run("product", matrix).close();
        best = Math.min(best, System.nanoTime() - start);
      }
      return 2.0 * SIZE * SIZE * SIZE / (best / 1e9);
    }
  }
}
