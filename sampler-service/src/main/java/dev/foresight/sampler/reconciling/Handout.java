package dev.foresight.sampler.reconciling;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far an evaluation has been handed out; mutable. */
final class Handout {
  private final int taskSamples;
  private final Map<Integer, Integer> nextIndices = new HashMap<>();
  private int position;

  /** What has been counted counts as handed out, whole tasks of it. */
  Handout(Demand demand, int taskSamples) {
    this.taskSamples = taskSamples;
    for (int problem : demand.problems()) {
      int counted = demand.counted(problem);
      nextIndices.put(problem, counted - counted % taskSamples);
    }
  }

  /** Takes everything back that is still missing when it is asked for. */
  void forget() {
    nextIndices.clear();
    position = 0;
  }

  /** The next task, none if everything missing is handed out. */
  @Nullable TaskRange next(Demand demand) {
    while (position < demand.problems().size()) {
      int problem = demand.problems().get(position);
      int index = nextIndices.getOrDefault(problem, 0);
      if (index < demand.samples() && !demand.isComplete(problem)) {
        int count = Math.min(taskSamples, demand.samples() - index);
        nextIndices.put(problem, index + count);
        return new TaskRange(demand.evaluationId(), problem, index, count);
      }
      position++;
    }
    return null;
  }
}
