package dev.foresight.standalone.demo;

import java.util.List;

/** What {@code /api/v1/results/experiments/{id}} says, as far as the demo shows it. */
record Results(
    String id, boolean complete, List<String> policies, List<Run> runs, List<Cell> cells) {
  /** A training run; {@code reason} says why it failed. */
  record Run(
      int predictTokens,
      long tokenBudget,
      long seed,
      String stage,
      long tokensSeen,
      String reason) {}

  /** One model at one temperature; shares are in 0 to 1. */
  record Cell(
      int predictTokens,
      long tokenBudget,
      long seed,
      String temperature,
      String stage,
      int problemsComplete,
      int problemsTotal,
      long samplesCounted,
      long samplesWanted,
      boolean complete,
      List<Estimate> estimates) {}

  /** pass@k with its 90% interval. */
  record Estimate(String policy, int k, double value, double lower, double upper) {}
}
