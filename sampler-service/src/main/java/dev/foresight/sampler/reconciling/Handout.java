package dev.foresight.sampler.reconciling;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far an evaluation has been handed out, and since when nothing of it arrived; mutable. */
final class Handout {
  private static final int LONGEST_PATIENCE = 64;

  private final int taskSamples;
  private final Map<Integer, Integer> nextIndices = new HashMap<>();
  private int position;
  private long lastTask;
  private long counted;
  private Instant lastNews;
  private int patiences = 1;

  /** What has been counted counts as handed out, whole tasks of it. */
  Handout(Demand demand, int taskSamples, Instant now) {
    this.taskSamples = taskSamples;
    this.counted = demand.countedInAll();
    this.lastNews = now;
    for (int problem : demand.problems()) {
      int countedOfIt = demand.counted(problem);
      nextIndices.put(problem, countedOfIt - countedOfIt % taskSamples);
    }
  }

  /** The number of its latest task, over the tasks of all evaluations. */
  long lastTask() {
    return lastTask;
  }

  /**
   * Notes what is counted now. Once its tasks are done and nothing arrived for a while, everything
   * that is still missing is taken back; the while doubles each time until something arrives.
   *
   * @param done whether none of its tasks can be outstanding any more
   */
  void notice(Demand demand, boolean done, Duration patience, Instant now) {
    long countedNow = demand.countedInAll();
    if (countedNow != counted) {
      counted = countedNow;
      patiences = 1;
      lastNews = now;
    } else if (!done) {
      lastNews = now;
    } else if (now.isAfter(lastNews.plus(patience.multipliedBy(patiences)))) {
      nextIndices.clear();
      position = 0;
      patiences = Math.min(2 * patiences, LONGEST_PATIENCE);
    }
  }

  /**
   * The next task; none if everything missing is handed out.
   *
   * @param number of the task, over the tasks of all evaluations
   */
  @Nullable TaskRange next(Demand demand, long number, Instant now) {
    while (position < demand.problems().size()) {
      int problem = demand.problems().get(position);
      int index = nextIndices.getOrDefault(problem, 0);
      if (index < demand.samples() && !demand.isComplete(problem)) {
        int count = Math.min(taskSamples, demand.samples() - index);
        nextIndices.put(problem, index + count);
        lastTask = number;
        lastNews = now;
        return new TaskRange(demand.evaluationId(), problem, index, count);
      }
      position++;
    }
    return null;
  }
}
