package dev.foresight.scorer.results;

import dev.foresight.proto.Optimization;

/** How learning rates go. */
final class Schedule {
  private static final String COSINE = "cosine";

  private Schedule() {}

  /** Its name: {@code cosine} where nothing is said. */
  static String of(Optimization optimization) {
    return optimization.getSchedule().isEmpty() ? COSINE : optimization.getSchedule();
  }
}
