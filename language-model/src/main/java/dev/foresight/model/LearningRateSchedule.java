package dev.foresight.model;

/** How the learning rate goes over the steps of a run. */
public sealed interface LearningRateSchedule permits CosineSchedule, WarmupStableDecaySchedule {
  /**
   * The learning rate of a step. While warming up it is {@code peak * (step + 1) / warmupSteps}, so
   * that no step is lost at rate 0.
   *
   * @param step 0 for the first
   */
  double at(long step);
}
