package dev.foresight.benchmarks.ecosystem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.foresight.model.CachePool;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Decoder;
import dev.foresight.model.Transformer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model says after a prompt.
 *
 * @param logits of the token after the prompt, by head 1
 * @param continuation the most probable next tokens, each given those before
 */
record Computation(List<Float> logits, List<Integer> continuation) {
  Computation {
    logits = List.copyOf(logits);
    continuation = List.copyOf(continuation);
  }

  /** Computes with {@code model} in its precision. */
  static Computation of(Transformer model, List<Integer> prompt, int length) {
    int[] tokens = prompt.stream().mapToInt(token -> token).toArray();
    int room = Math.max(1, length); // a batch has room for a token at least
    try (Decoder decoder = Decoder.of(model);
        NDManager manager = NDManager.newBaseManager("PyTorch");
        Decoder.Prefix prefix = decoder.prefill(tokens);
        CachePool pool = new CachePool(ComputeDevice.CPU, decoder.bytesPerRow(room));
        Decoder.Batch batch = decoder.start(prefix, 1, room, pool).orElseThrow()) {
      NDArray logits = prefix.logits(manager);
      List<Float> first = values(logits);
      List<Integer> continuation = new ArrayList<>();
      while (continuation.size() < length) {
        int next = (int) logits.argMax(1).toLongArray()[0];
        continuation.add(next);
        logits = after(next, decoder, batch, manager);
      }
      return new Computation(first, continuation);
    }
  }

  private static NDArray after(int token, Decoder decoder, Decoder.Batch batch, NDManager manager) {
    try (Decoder.Step step =
        decoder.step(List.of(new Decoder.Feed(batch, new int[][] {{token}})))) {
      return step.logits(manager);
    }
  }

  /** The largest difference from other logits. */
  double difference(List<Float> others) {
    double largest = logits.size() == others.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(logits.size(), others.size()); i++) {
      largest = Math.max(largest, Math.abs(logits.get(i) - others.get(i)));
    }
    return largest;
  }

  private static List<Float> values(NDArray array) {
    List<Float> values = new ArrayList<>();
    for (float value : array.toFloatArray()) {
      values.add(value);
    }
    return values;
  }
}
