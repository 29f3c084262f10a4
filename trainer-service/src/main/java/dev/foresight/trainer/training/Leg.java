package dev.foresight.trainer.training;

import dev.foresight.model.LearningRateSchedule;
import java.util.List;
import java.util.Optional;

/**
 * One stretch of a run: from one state of the model to another, a step at a time.
 *
 * @param number 0 for the first
 * @param origin number of the leg at whose end this one starts; -1 for the run's first weights
 * @param from steps that the model has taken at the start
 * @param to steps that it has taken at the end
 * @param before steps of all legs before
 * @param schedule of the model's steps from its first
 * @param milestones what is announced on the way, by step; the last at the end, unless other legs
 *     branch off there
 */
record Leg(
    int number,
    int origin,
    long from,
    long to,
    long before,
    LearningRateSchedule schedule,
    List<Milestone> milestones) {

  static final int NONE = -1;

  /** Steps of this leg. */
  long steps() {
    return to - from;
  }

  /** Steps of the whole run when the model has taken {@code step}. */
  long ordinal(long step) {
    return before + step - from;
  }

  /** The decayed model at its end; empty where other legs branch off instead. */
  Optional<Milestone> decayed() {
    return milestones.stream().filter(milestone -> !milestone.intermediate()).findFirst();
  }

  /** The state at its end. */
  Position end() {
    return new Position(number, to);
  }
}
