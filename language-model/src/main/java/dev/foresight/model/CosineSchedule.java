package dev.foresight.model;

/**
 * Linear warm-up, then half a cosine down to a share of the peak.
 *
 * @param peak the highest learning rate, above 0
 * @param warmupSteps steps of the warm-up, 0 to {@code totalSteps}; 0 means none
 * @param totalSteps steps in all, at least 1
 * @param finalShare the learning rate of the last step over the peak, 0 to 1
 */
public record CosineSchedule(double peak, long warmupSteps, long totalSteps, double finalShare)
    implements LearningRateSchedule {

  /**
   * Checks the ranges above.
   *
   * @throws IllegalArgumentException naming the first field out of range
   */
  public CosineSchedule {
    if (!(peak > 0 && peak < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("peak must be above 0, not " + peak);
    }
    if (totalSteps < 1) {
      throw new IllegalArgumentException("totalSteps must be at least 1, not " + totalSteps);
    }
    if (warmupSteps < 0 || warmupSteps > totalSteps) {
      throw new IllegalArgumentException(
          "warmupSteps must be 0 to " + totalSteps + ", not " + warmupSteps);
    }
    if (!(finalShare >= 0 && finalShare <= 1)) {
      throw new IllegalArgumentException("finalShare must be 0 to 1, not " + finalShare);
    }
  }

  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return peak * (step + 1) / warmupSteps;
    }
    long decay = Math.max(1, totalSteps - 1 - warmupSteps);
    double progress = Math.min(1, (double) (step - warmupSteps) / decay);
    double share = finalShare + (1 - finalShare) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
    return peak * share;
  }
}
