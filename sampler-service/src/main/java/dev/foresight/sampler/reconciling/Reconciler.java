package dev.foresight.sampler.reconciling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which tasks to hand out, as a controller of states does: from what is wanted and what has
 * been counted, not from what was once asked for. It remembers what it handed out only to avoid
 * work done twice; a new one that remembers nothing comes to the same end.
 *
 * <p>Evaluations take turns, one task each; within one its order of problems holds. What is still
 * missing although nothing is outstanding and nothing arrived for a while is handed out again, the
 * while doubling each time until something arrives.
 *
 * <p>Mutable, used by one thread at a time.
 */
public final class Reconciler {
  private static final int LONGEST_PATIENCE = 64;

  private final int taskSamples;
  private final Duration patience;
  private final Map<String, Handout> handouts = new HashMap<>();
  private @Nullable String lastServed;
  private boolean first = true;
  private long counted;
  private Instant lastNews = Instant.MIN;
  private int patiences = 1;

  /**
   * A reconciler that has handed out nothing.
   *
   * @param taskSamples most sample indices a task, at least 1
   * @param patience how long nothing must arrive before what is missing is handed out again
   */
  public Reconciler(int taskSamples, Duration patience) {
    this.taskSamples = taskSamples;
    this.patience = patience;
  }

  /**
   * The tasks to hand out now.
   *
   * @param demands the active evaluations, the oldest first
   * @param backlog tasks handed out and not done
   * @param target tasks to keep outstanding
   */
  public List<TaskRange> next(List<Demand> demands, long backlog, long target, Instant now) {
    handouts.keySet().retainAll(demands.stream().map(Demand::evaluationId).toList());
    notice(demands, backlog, now);
    if (first) {
      // What is outstanding from before a restart is what would be handed out first.
      take(demands, backlog);
      first = false;
    }
    var tasks = take(demands, target - backlog);
    lastNews = tasks.isEmpty() ? lastNews : now;
    return tasks;
  }

  private void notice(List<Demand> demands, long backlog, Instant now) {
    long countedNow = demands.stream().mapToLong(Demand::countedInAll).sum();
    if (countedNow != counted || backlog > 0 || lastNews.equals(Instant.MIN)) {
      patiences = countedNow == counted ? patiences : 1;
      counted = countedNow;
      lastNews = now;
    } else if (now.isAfter(lastNews.plus(patience.multipliedBy(patiences)))) {
      handouts.values().forEach(Handout::forget);
      patiences = Math.min(2 * patiences, LONGEST_PATIENCE);
    }
  }

  /** Up to {@code room} tasks, the evaluations taking turns from the one after the last served. */
  private List<TaskRange> take(List<Demand> demands, long room) {
    var taken = new ArrayList<TaskRange>();
    int start = 1 + demands.stream().map(Demand::evaluationId).toList().indexOf(lastServed);
    int empty = 0;
    for (int turn = start; taken.size() < room && empty < demands.size(); turn++) {
      var demand = demands.get(turn % demands.size());
      var task = handout(demand).next(demand);
      if (task == null) {
        empty++;
      } else {
        empty = 0;
        taken.add(task);
        lastServed = demand.evaluationId();
      }
    }
    return taken;
  }

  private Handout handout(Demand demand) {
    return handouts.computeIfAbsent(demand.evaluationId(), id -> new Handout(demand, taskSamples));
  }
}
