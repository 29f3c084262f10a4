package dev.foresight.trainer.training;

import dev.foresight.model.LearningRateSchedule;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;

/**
 * What one run does.
 *
 * @param tokenBudget tokens to train on, 0 or more; 0 leaves the initial weights as they are
 * @param batchTokens tokens of one step, a multiple of the context length
 * @param warmupShare the share of the steps that warms up, 0 to 1
 * @param finalShare the learning rate of the last step over the peak, 0 to 1
 * @param clipping largest norm of the gradient; 0 means no limit
 * @param seed of the initial weights and of the order of documents
 */
public record TrainingPlan(
    ModelShape shape,
    Precision precision,
    long tokenBudget,
    int batchTokens,
    double peakLearningRate,
    double warmupShare,
    double finalShare,
    double weightDecay,
    double clipping,
    long seed) {

  /**
   * Checks what the other classes do not.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public TrainingPlan {
    if (tokenBudget < 0) {
      throw new IllegalArgumentException("the token budget must be 0 or more, not " + tokenBudget);
    }
    if (batchTokens < 1 || batchTokens % shape.contextLength() != 0) {
      throw new IllegalArgumentException(
          "a step's tokens must be a multiple of the context length ("
              + shape.contextLength()
              + "), not "
              + batchTokens);
    }
  }

  /** Sequences of one step. */
  int rows() {
    return batchTokens / shape.contextLength();
  }

  /** Steps of the whole run: the budget is rounded up to whole steps. */
  public long steps() {
    return Math.ceilDiv(tokenBudget, (long) batchTokens);
  }

  /** Tokens trained on once the run is done. */
  public long tokens() {
    return steps() * batchTokens;
  }

  /** The learning rate over the whole run, fully decayed at its end; for at least one step. */
  LearningRateSchedule schedule() {
    return new LearningRateSchedule(
        peakLearningRate, Math.round(warmupShare * steps()), steps(), finalShare);
  }
}
