package dev.foresight.benchmarks.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.foresight.benchmarks.measuring.Stopwatch;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import dev.foresight.sampler.decoding.Nucleus;
import java.util.Arrays;
import java.util.Map;

/**
 * Sampling in which each sample holds its own copy of the prompt's keys and values: the same dense
 * products and the same nucleus as the engine's, and attention of each sample to its own copy by
 * whichever is faster, PyTorch's fused attention or two batched products.
 */
final class UnsharedSampling implements AutoCloseable {
  private static final int FLOAT32_TYPE = 6;
  private static final int BFLOAT16_TYPE = 15;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final TorchScript script =
      TorchScript.resource(UnsharedSampling.class, "unshared.torchscript", Map.of());
  private final Nucleus nucleus = new Nucleus();
  private final TorchScript.Value weights;
  private final TorchScript.Value caches;
  private final NDArray tokens;
  private final Workload work;
  private final double[] temperatures;
  private final double[] u;
  private final boolean fused;
  private int step;

  UnsharedSampling(Workload work) {
    this.work = work;
    ModelShape shape = work.shape();
    int layers = shape.trunkLayers() + 1;
    int type = work.precision() == Precision.FLOAT32 ? FLOAT32_TYPE : BFLOAT16_TYPE;
    weights =
        script.run(
            "weights",
            layers,
            shape.hiddenSize(),
            shape.querySize(),
            shape.feedForwardSize(),
            shape.vocabularySize(),
            type,
            PeakedModel.LOGIT_DEVIATION);
    caches =
        script.run(
            "caches",
            layers,
            work.rows(),
            shape.attentionHeads(),
            work.prefix() + work.tokens(),
            shape.headSize(),
            type);
    tokens = manager.ones(new Shape(work.rows())).toType(ai.djl.ndarray.types.DataType.INT64, true);
    temperatures = new double[work.rows()];
    u = new double[work.rows()];
    Arrays.fill(temperatures, Workload.TEMPERATURE);
    Arrays.setAll(u, i -> (i + 0.5) / work.rows());
    step(true);
    step(false);
    fused = Stopwatch.rate(0.2, () -> step(true)) > Stopwatch.rate(0.2, () -> step(false));
  }

  /** Bytes of the caches alone. */
  static long bytes(Workload work) {
    long numbers = 2L * (work.shape().trunkLayers() + 1) * work.shape().keyValueSize();
    long width = work.precision() == Precision.FLOAT32 ? Float.BYTES : Short.BYTES;
    return numbers * width * work.rows() * (work.prefix() + work.tokens());
  }

  /** Tokens a second, over at least a step and {@code seconds}. */
  double tokensPerSecond(double seconds) {
    return work.rows() * Stopwatch.rate(seconds, () -> step(fused));
  }

  private void step(boolean fusedAttention) {
    int position = work.prefix() + step++ % work.tokens();
    try (NDManager scope = manager.newSubManager();
        TorchScript.Value logits =
            script.run("step", tokens, position, fusedAttention, caches, weights)) {
      nucleus.draw(logits.toArray(scope), temperatures, u, Workload.TOP_P);
    }
  }

  @Override
  public void close() {
    caches.close();
    weights.close();
    script.close();
    manager.close();
  }
}
