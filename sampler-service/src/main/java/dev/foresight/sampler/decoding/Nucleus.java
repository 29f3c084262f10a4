package dev.foresight.sampler.decoding;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.foresight.model.TorchScript;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nucleus sampling (Holtzman et al. 2020), temperature first. Kept is the smallest set of most
 * probable tokens whose mass reaches p, the crossing one included; drawn is the first of them, in
 * descending order of probability, whose cumulative mass exceeds u times the nucleus' mass. Ties
 * break by token id. Temperature 0 is greedy.
 *
 * <p>What a row draws depends on that row alone, to the last bit.
 */
final class Nucleus implements AutoCloseable {
  /** Below this many rows a sum may be split over threads; such a call is padded. */
  private static final int MINIMUM_ROWS = 4;

  private final TorchScript script =
      TorchScript.resource(Nucleus.class, "nucleus.torchscript", Map.of());

  /**
   * A token drawn.
   *
   * @param id of the token
   * @param model its log-probability under the model as it is, in nats
   * @param sampled its log-probability under the distribution it was drawn from, in nats
   */
  record Draw(int id, double model, double sampled) {}

  /**
   * Draws a token for each row.
   *
   * @param logits float32 [rows, V], not changed
   * @param temperatures 0 or more, one a row
   * @param u in (0, 1), one a row
   * @param p above 0, at most 1
   */
  List<Draw> draw(NDArray logits, double[] temperatures, double[] u, double p) {
    int rows = u.length;
    int padding = Math.max(0, MINIMUM_ROWS - rows);
    try (NDManager scope = logits.getManager().newSubManager()) {
      NDArray padded = logits;
      if (padding > 0) {
        padded = logits.concat(logits.get("0:1").repeat(0, padding));
        padded.attach(scope);
      }
      NDArray t = scope.create(Arrays.copyOf(temperatures, rows + padding));
      NDArray numbers = scope.create(Arrays.copyOf(u, rows + padding));
      try (TorchScript.Value drawn = script.run("draw", padded, t, numbers, p)) {
        return split(drawn.toArray(scope).toDoubleArray(), rows, rows + padding);
      }
    }
  }

  private static List<Draw> split(double[] drawn, int rows, int stride) {
    return IntStream.range(0, rows)
        .mapToObj(i -> new Draw((int) drawn[i], drawn[stride + i], drawn[2 * stride + i]))
        .toList();
  }

  @Override
  public void close() {
    script.close();
  }
}
