package dev.foresight.trainer.training;

/** Sees every step of a run and says whether there is another. */
@FunctionalInterface
public interface Watcher {
  /** Whether the run goes on after {@code step}. */
  boolean goOn(Step step);
}
