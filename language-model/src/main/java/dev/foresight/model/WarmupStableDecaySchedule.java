package dev.foresight.model;

/**
 * Linear warm-up, then the peak, then a decay by one minus the square root of its progress: the
 * form that <a href="https://arxiv.org/abs/2405.18392">Hägele et al. 2024</a> found ahead of a
 * linear one (warm-up, stable, decay: <a href="https://arxiv.org/abs/2404.06395">Hu et al.
 * 2024</a>). Up to its decay it does not depend on how long it is, so one run at the peak serves
 * budgets of any length.
 *
 * @param peak the highest learning rate, above 0
 * @param warmupSteps steps of the warm-up, 0 to {@code totalSteps}; 0 means none
 * @param decaySteps steps of the decay, 0 to {@code totalSteps - warmupSteps}; 0 means none
 * @param totalSteps steps in all, at least 0
 * @param finalShare the learning rate of the decay's last step over the peak, 0 to 1
 */
public record WarmupStableDecaySchedule(
    double peak, long warmupSteps, long decaySteps, long totalSteps, double finalShare)
    implements LearningRateSchedule {

  /**
   * Checks the ranges above.
   *
   * @throws IllegalArgumentException naming the first field out of range
   */
  public WarmupStableDecaySchedule {
    if (!(peak > 0 && peak < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("peak must be above 0, not " + peak);
    }
    if (totalSteps < 0) {
      throw new IllegalArgumentException("totalSteps must be 0 or more, not " + totalSteps);
    }
    if (warmupSteps < 0 || warmupSteps > totalSteps) {
      throw new IllegalArgumentException(
          "warmupSteps must be 0 to " + totalSteps + ", not " + warmupSteps);
    }
    if (decaySteps < 0 || decaySteps > totalSteps - warmupSteps) {
      throw new IllegalArgumentException(
          "decaySteps must be 0 to " + (totalSteps - warmupSteps) + ", not " + decaySteps);
    }
    if (!(finalShare >= 0 && finalShare <= 1)) {
      throw new IllegalArgumentException("finalShare must be 0 to 1, not " + finalShare);
    }
  }

  /** The steps before the decay: where a run at the peak and this one part. */
  public long decaysAfter() {
    return totalSteps - decaySteps;
  }

  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return peak * (step + 1) / warmupSteps;
    }
    if (step < decaysAfter()) {
      return peak;
    }
    double progress =
        decaySteps == 0 ? 1 : Math.min(1, (double) (step + 1 - decaysAfter()) / decaySteps);
    return peak * (finalShare + (1 - finalShare) * (1 - Math.sqrt(progress)));
  }
}
