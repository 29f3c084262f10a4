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
 * <p>Evaluations take turns, one task each; within one its order of problems holds. So many tasks
 * are kept outstanding that workers never wait, and so few that a small evaluation never waits
 * behind a large one. What an evaluation still misses although none of its tasks is outstanding and
 * nothing of it arrived for a while is handed out again, however busy the others keep the workers.
 *
 * <p>Mutable, used by one thread at a time.
 */
public final class Reconciler {
  private final int taskSamples;
  private final Duration patience;
  private final Map<String, Handout> handouts = new HashMap<>();
  private @Nullable String lastServed;
  private boolean first = true;
  private long tasks;

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
    for (var demand : demands) {
      var handout = handout(demand, now);
      handout.notice(demand, isDone(handout, backlog, target), patience, now);
    }
    if (first) {
      // What is outstanding from before a restart is what would be handed out first.
      take(demands, backlog, now);
      first = false;
    }
    return take(demands, target - backlog, now);
  }

  /**
   * Whether no task of an evaluation can be outstanding: none is, or many more than are were handed
   * out since its last. The queue is read in order, but for tasks that take longer than others.
   */
  private boolean isDone(Handout handout, long backlog, long target) {
    return backlog == 0 || tasks - handout.lastTask() > backlog + target;
  }

  /** Up to {@code room} tasks, the evaluations taking turns from the one after the last served. */
  private List<TaskRange> take(List<Demand> demands, long room, Instant now) {
    var taken = new ArrayList<TaskRange>();
    int start = 1 + demands.stream().map(Demand::evaluationId).toList().indexOf(lastServed);
    int empty = 0;
    for (int turn = start; taken.size() < room && empty < demands.size(); turn++) {
      var demand = demands.get(turn % demands.size());
      var task = handout(demand, now).next(demand, tasks + 1, now);
      if (task == null) {
        empty++;
      } else {
        empty = 0;
        tasks++;
        taken.add(task);
        lastServed = demand.evaluationId();
      }
    }
    return taken;
  }

  private Handout handout(Demand demand, Instant now) {
    return handouts.computeIfAbsent(
        demand.evaluationId(), id -> new Handout(demand, taskSamples, now));
  }
}
