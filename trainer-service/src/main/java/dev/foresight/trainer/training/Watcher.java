package dev.foresight.trainer.training;

import java.io.IOException;
import java.util.List;

/** Sees what happens to a run and says whether it goes on. Called by the run's own thread. */
@FunctionalInterface
public interface Watcher {
  /** Whether the run goes on after {@code step}. */
  boolean goOn(Step step);

  /**
   * Told of losses over the held-out documents.
   *
   * @param step the run's step after which they were taken
   * @param losses mean cross-entropy of each head in nats, head 1 first
   */
  default void validated(long step, List<Float> losses) {}

  /**
   * Told of every model to be announced, once all its files are stored, and again whenever a run
   * goes on that had stored it before: must be repeatable.
   *
   * @throws InterruptedException if it was asked to stop; the model is told of again later
   */
  default void announce(TrainedModel model) throws InterruptedException {}

  /** Told of every state and model that was written. */
  default void written(Written files) {}

  /** Told that a state could not be saved; the run goes on from the one before if it must. */
  default void notSaved(IOException reason) {}
}
