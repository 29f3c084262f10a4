package dev.foresight.sampler.decoding;

/** Told of the work of an engine as it goes. */
@FunctionalInterface
public interface StepListener {
  /**
   * Called after every step.
   *
   * @param tokens tokens drawn for rows that still ran
   * @param nanoseconds time since the step before, or since the start
   */
  void stepped(int tokens, long nanoseconds);
}
