package dev.foresight.sampler.reconciling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final Instant START = Instant.EPOCH;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Reconciler reconciler = new Reconciler(200, PATIENCE);

  @Test
  void problemsAreHandedOutInTheEvaluationsOrderUpToTheTarget() {
    var demands = List.of(demand("a", 200, 5, 3, 9));
    assertThat(reconciler.next(demands, 0, 2, START))
        .containsExactly(new TaskRange("a", 5, 0, 200), new TaskRange("a", 3, 0, 200));
    assertThat(reconciler.next(demands, 2, 2, START)).isEmpty();
    assertThat(reconciler.next(demands, 1, 2, START))
        .containsExactly(new TaskRange("a", 9, 0, 200));
    assertThat(reconciler.next(demands, 0, 2, START)).isEmpty();
  }

  @Test
  void manySamplesAreSeveralTasks() {
    assertThat(reconciler.next(List.of(demand("a", 450, 1)), 0, 9, START))
        .containsExactly(
            new TaskRange("a", 1, 0, 200),
            new TaskRange("a", 1, 200, 200),
            new TaskRange("a", 1, 400, 50));
  }

  @Test
  void evaluationsTakeTurnsSoThatASmallOneNeverWaitsForALargeOne() {
    int[] many = IntStream.range(0, 1000).toArray();
    var large = demand("large", 200, many);
    reconciler.next(List.of(large), 0, 4, START);
    var small = demand("small", 200, 1, 2);
    var tasks = reconciler.next(List.of(large, small), 1, 4, START);
    assertThat(tasks)
        .extracting(TaskRange::evaluationId)
        .containsExactly("small", "large", "small");
  }

  @Test
  void whatIsCountedIsNotHandedOut() {
    var demand = new Demand("a", List.of(1, 2, 3), 200, Map.of(1, 200, 2, 150));
    assertThat(reconciler.next(List.of(demand), 0, 9, START))
        .extracting(TaskRange::problem)
        .containsExactly(2, 3);
  }

  @Test
  void whatIsMissingIsHandedOutAgainOnceNothingArrivesAnyMore() {
    var demand = new Demand("a", List.of(1, 2), 200, Map.of(1, 200));
    reconciler.next(List.of(demand), 0, 9, START);
    assertThat(reconciler.next(List.of(demand), 1, 9, START.plusSeconds(100)))
        .as("one is outstanding")
        .isEmpty();
    assertThat(reconciler.next(List.of(demand), 0, 9, START.plusSeconds(125))).isEmpty();
    assertThat(reconciler.next(List.of(demand), 0, 9, START.plusSeconds(131)))
        .containsExactly(new TaskRange("a", 2, 0, 200));
    assertThat(reconciler.next(List.of(demand), 0, 9, START.plusSeconds(170)))
        .as("more patient every time")
        .isEmpty();
    assertThat(reconciler.next(List.of(demand), 0, 9, START.plusSeconds(192))).hasSize(1);
  }

  @Test
  void afterARestartWhatIsOutstandingIsNotHandedOutAgain() {
    var demands = List.of(demand("a", 200, 1, 2, 3, 4, 5), demand("b", 200, 1, 2, 3, 4, 5));
    var before = new HashSet<>(reconciler.next(demands, 0, 4, START));
    var restarted = new Reconciler(200, PATIENCE);
    assertThat(restarted.next(demands, 4, 4, START)).isEmpty();
    assertThat(restarted.next(demands, 2, 4, START)).hasSize(2).doesNotContainAnyElementsOf(before);
  }

  @Test
  void anEvaluationThatIsResumedStartsFromWhatIsCounted() {
    var demand = demand("a", 200, 1);
    assertThat(reconciler.next(List.of(demand), 0, 4, START)).hasSize(1);
    assertThat(reconciler.next(List.of(), 0, 4, START)).isEmpty();
    assertThat(reconciler.next(List.of(demand), 0, 4, START)).hasSize(1);
  }

  @Test
  void whatASmallOneLostIsHandedOutAgainHoweverBusyALargeOneKeepsTheWorkers() {
    var large = demand("large", 200, IntStream.range(0, 10_000).toArray());
    var small = demand("small", 200, 1);
    reconciler.next(List.of(large, small), 0, 4, START);
    // The small one's task is lost: nothing of it is ever counted.
    for (int second = 1; second < 45; second++) {
      var tasks = reconciler.next(List.of(large, small), 3, 4, START.plusSeconds(second));
      assertThat(tasks).hasSize(1);
      if (tasks.getFirst().evaluationId().equals("small")) {
        assertThat(second).as("patience").isGreaterThan(30);
        return;
      }
    }
    throw new AssertionError("not handed out again");
  }

  @Test
  void aTaskThatMayBeOutstandingIsNotHandedOutAgain() {
    var slow = demand("slow", 200, 1);
    var quick = demand("quick", 200, IntStream.range(0, 1000).toArray());
    reconciler.next(List.of(slow, quick), 0, 4, START);
    for (int minute = 1; minute < 6; minute++) {
      assertThat(reconciler.next(List.of(slow, quick), 3, 4, START.plusSeconds(60L * minute)))
          .extracting(TaskRange::evaluationId)
          .containsExactly("quick");
    }
  }

  /** Ten problems behind a sweep that takes hours. */
  @Test
  void aSmallCheckIsDoneAfterWhatWasOutstandingAndItsTurns() {
    var large = demand("large", 200, IntStream.range(0, 10_000).toArray());
    var small = demand("small", 200, IntStream.range(0, 10).toArray());
    var queue = new ArrayDeque<TaskRange>(reconciler.next(List.of(large), 0, 8, START));
    int worked = 0;
    int ofTheSmall = 0;
    while (ofTheSmall < 10) {
      var done = queue.remove();
      worked++;
      ofTheSmall += done.evaluationId().equals("small") ? 1 : 0;
      queue.addAll(reconciler.next(List.of(large, small), queue.size(), 8, START));
    }
    assertThat(worked).isLessThanOrEqualTo(8 + 2 * 10);
  }

  /** Tasks are lost, control restarts, counting lags: in the end everything is counted. */
  @Test
  void everythingIsCountedInTheEndWhateverIsLost() {
    for (int seed = 0; seed < 50; seed++) {
      var world = new World(new SplittableRandom(seed));
      for (int tick = 0; !world.complete(); tick++) {
        assertThat(tick).as("seed " + seed).isLessThan(20_000);
        world.tick(START.plusSeconds(tick));
      }
    }
  }

  @Test
  void withoutLossesNothingIsDrawnTwice() {
    var world = new World(new SplittableRandom(1));
    world.accidents = false;
    for (int tick = 0; !world.complete(); tick++) {
      world.tick(START.plusSeconds(tick));
    }
    assertThat(world.handedOut).doesNotHaveDuplicates();
  }

  private static Demand demand(String id, int samples, int... problems) {
    return new Demand(id, IntStream.of(problems).boxed().toList(), samples, Map.of());
  }

  /** Workers and a scorer, as unreliable as can be. */
  private static final class World {
    private static final int SAMPLES = 70;
    private static final int PROBLEMS = 12;
    private final SplittableRandom random;
    private final Map<String, Map<Integer, HashSet<Integer>>> seen = new HashMap<>();
    private final ArrayDeque<TaskRange> queue = new ArrayDeque<>();
    private final ArrayDeque<TaskRange> done = new ArrayDeque<>();
    private final List<TaskRange> handedOut = new ArrayList<>();
    private boolean accidents = true;
    private Reconciler reconciler = new Reconciler(20, PATIENCE);

    World(SplittableRandom random) {
      this.random = random;
    }

    void tick(Instant now) {
      if (accident(50)) {
        reconciler = new Reconciler(20, PATIENCE);
      }
      var tasks = reconciler.next(demands(), queue.size(), 4, now);
      handedOut.addAll(tasks);
      queue.addAll(tasks);
      if (!queue.isEmpty() && random.nextInt(3) > 0) {
        var task = queue.remove();
        if (!accident(10)) {
          done.add(task);
        }
      }
      if (!done.isEmpty() && random.nextInt(3) > 0) {
        count(done.remove());
      }
    }

    private boolean accident(int oneIn) {
      return accidents && random.nextInt(oneIn) == 0;
    }

    private void count(TaskRange task) {
      var indices =
          seen.computeIfAbsent(task.evaluationId(), id -> new HashMap<>())
              .computeIfAbsent(task.problem(), problem -> new HashSet<>());
      IntStream.range(task.firstIndex(), task.firstIndex() + task.count()).forEach(indices::add);
    }

    private List<Demand> demands() {
      var demands = new ArrayList<Demand>();
      for (String id : List.of("a", "b")) {
        var counted = new HashMap<Integer, Integer>();
        seen.getOrDefault(id, new HashMap<>())
            .forEach((problem, indices) -> counted.put(problem, indices.size()));
        demands.add(
            new Demand(
                id, IntStream.range(0, PROBLEMS).boxed().toList(), SAMPLES, Map.copyOf(counted)));
      }
      return demands;
    }

    boolean complete() {
      return demands().stream()
          .allMatch(demand -> demand.countedInAll() == (long) SAMPLES * PROBLEMS);
    }
  }
}
