package dev.foresight.sampler.reconciling;

import java.util.List;
import java.util.Map;

/**
 * What an active evaluation wants, and how far it is.
 *
 * @param problems rows of the dataset, in the order in which they are handed out
 * @param samples wanted of each problem, at least 1
 * @param counted samples counted by problem, at the temperature that has fewest; none if missing
 */
public record Demand(
    String evaluationId, List<Integer> problems, int samples, Map<Integer, Integer> counted) {

  int counted(int problem) {
    return Math.min(samples, counted.getOrDefault(problem, 0));
  }

  boolean isComplete(int problem) {
    return counted(problem) >= samples;
  }

  long countedInAll() {
    return problems.stream().mapToLong(this::counted).sum();
  }
}
