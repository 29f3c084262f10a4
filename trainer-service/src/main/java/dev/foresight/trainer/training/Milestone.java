package dev.foresight.trainer.training;

/**
 * A model to be announced.
 *
 * @param step steps that the model has taken
 * @param budget the token budget that it was trained for; the run's largest, if intermediate
 * @param intermediate whether it is announced in the middle of a run, not fully decayed
 */
record Milestone(long step, long budget, boolean intermediate) {

  /** Its folder's name: no other milestone of the run has it. */
  String folder() {
    return (intermediate ? "intermediate-" : "checkpoint-") + step;
  }
}
