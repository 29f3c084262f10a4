package dev.foresight.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What fits into a memory.
 *
 * @param preset a smaller model, or null if the model asked for fits
 * @param rows sequences of one call: the largest divisor of those of a step that fits, so that a
 *     step gathers the gradients of whole calls
 * @param recompute whether the trunk has to be computed again on the way back
 */
public record Fit(@Nullable ModelPreset preset, int rows, boolean recompute) {

  /**
   * Finds what fits, in this order: fewer rows a call; recomputation; the largest preset.
   *
   * @param rows sequences of a step
   * @param length tokens of a sequence
   * @param bytes of memory, less what else needs it
   * @return empty if not even the smallest preset fits
   */
  public static Optional<Fit> into(
      long bytes, ModelShape shape, Execution execution, int rows, int length) {
    for (boolean recompute : new boolean[] {execution.recompute(), true}) {
      int fitting = rowsInto(bytes, shape, execution.recomputing(recompute), rows, length);
      if (fitting > 0) {
        return Optional.of(new Fit(null, fitting, recompute));
      }
    }
    ModelPreset[] presets = ModelPreset.values();
    for (int i = presets.length - 1; i >= 0; i--) {
      ModelShape smaller = presets[i].shape().withPredictTokens(1);
      int shorter = Math.min(length, smaller.contextLength());
      int fitting = rowsInto(bytes, smaller, execution.recomputing(true), rows, shorter);
      if (fitting > 0) {
        return Optional.of(new Fit(presets[i], fitting, true));
      }
    }
    return Optional.empty();
  }

  /** The largest divisor of {@code rows} that fits, or 0. */
  private static int rowsInto(
      long bytes, ModelShape shape, Execution execution, int rows, int length) {
    for (int some = rows; some >= 1; some--) {
      if (rows % some == 0
          && ModelCost.of(shape, execution, some, length).training().total() <= bytes) {
        return some;
      }
    }
    return 0;
  }
}
