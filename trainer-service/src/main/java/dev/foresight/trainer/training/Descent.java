package dev.foresight.trainer.training;

import dev.foresight.model.Precision;

/**
 * How a run descends.
 *
 * @param batchTokens tokens of one step, a multiple of the context length
 * @param warmupShare the share of the steps that warms up, 0 to 1; with {@link Schedule#WSD} of the
 *     smallest budget's steps, so that every branch leaves the peak
 * @param decayShare the share of each budget in which a branch of {@link Schedule#WSD} decays, 0 to
 *     1
 * @param finalShare the learning rate of the last step over the peak, 0 to 1
 * @param clipping largest norm of the gradient; 0 means no limit
 * @param microBatch sequences in one forward and backward; 0 means all of the step's at once
 * @param recomputeActivations whether the trunk's activations are computed again in the backward
 */
public record Descent(
    Schedule schedule,
    int batchTokens,
    double peakLearningRate,
    double warmupShare,
    double decayShare,
    double finalShare,
    double weightDecay,
    double clipping,
    Precision precision,
    int microBatch,
    boolean recomputeActivations) {

  /**
   * Checks what the other classes do not.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public Descent {
    requireShare("warm-up's share", warmupShare);
    requireShare("decay's share", decayShare);
    if (batchTokens < 1) {
      throw new IllegalArgumentException("a step's tokens must be 1 or more, not " + batchTokens);
    }
    if (microBatch < 0) {
      throw new IllegalArgumentException("the micro batch must be 0 or more, not " + microBatch);
    }
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the " + name + " must be 0 to 1, not " + share);
    }
  }
}
