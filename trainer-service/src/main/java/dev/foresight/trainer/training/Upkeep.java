package dev.foresight.trainer.training;

import java.time.Duration;

/**
 * How a run is looked after. None of it changes what is trained.
 *
 * @param saveEvery how often the state is saved; 0 means after every step
 * @param saveEveryTokens the state is also saved after so many tokens; 0 means by time alone
 * @param keep the latest states that are kept, at least 1; those that other legs start from are
 *     kept besides
 * @param validations how often a leg takes its loss over the held-out documents, evenly spaced; at
 *     its end always; 0 means there alone
 * @param validationTokens held-out tokens that are looked at each time, at most; 0 means all
 */
public record Upkeep(
    Duration saveEvery, long saveEveryTokens, int keep, int validations, long validationTokens) {

  /**
   * Checks the ranges above.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public Upkeep {
    if (saveEvery.isNegative() || saveEveryTokens < 0 || validations < 0 || validationTokens < 0) {
      throw new IllegalArgumentException("times and counts must be 0 or more");
    }
    if (keep < 1) {
      throw new IllegalArgumentException("at least 1 state is kept, not " + keep);
    }
  }

  /** Whether a loss is due {@code done} steps into a leg of {@code steps}. */
  boolean validatesAt(long done, long steps) {
    return done == steps
        || (validations > 0 && done % Math.max(1, Math.ceilDiv(steps, validations)) == 0);
  }
}
