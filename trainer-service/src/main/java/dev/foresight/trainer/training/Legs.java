package dev.foresight.trainer.training;

import dev.foresight.model.CosineSchedule;
import dev.foresight.model.LearningRateSchedule;
import dev.foresight.model.WarmupStableDecaySchedule;
import java.util.ArrayList;
import java.util.List;

/**
 * Flattens a plan. With {@link Schedule#WSD} the stable run and its branches alternate, small
 * budgets first, so that they can be evaluated while the rest trains:
 *
 * <pre>
 * leg 0  start ──────────► p1
 * leg 1                    p1 ──► budget 1
 * leg 2                    p1 ──────────────► p2
 * leg 3                                       p2 ──► budget 2
 * </pre>
 */
final class Legs {
  private final TrainingPlan plan;
  private final Descent descent;
  private final List<Leg> legs = new ArrayList<>();

  private Legs(TrainingPlan plan) {
    this.plan = plan;
    this.descent = plan.descent();
  }

  static List<Leg> of(TrainingPlan plan) {
    var legs = new Legs(plan);
    if (plan.descent().schedule() == Schedule.WSD) {
      legs.branches();
    } else {
      legs.single();
    }
    return List.copyOf(legs.legs);
  }

  private void single() {
    long budget = plan.budgets().getFirst();
    long steps = plan.stepsFor(budget);
    var schedule =
        new CosineSchedule(
            descent.peakLearningRate(),
            Math.round(descent.warmupShare() * steps),
            Math.max(1, steps),
            descent.finalShare());
    List<Milestone> milestones = new ArrayList<>(intermediate(-1, steps - 1));
    milestones.add(new Milestone(steps, budget, false));
    add(Leg.NONE, 0, steps, schedule, milestones);
  }

  private void branches() {
    int stable = Leg.NONE;
    long reached = 0;
    for (long budget : plan.budgets()) {
      WarmupStableDecaySchedule schedule = decayFor(plan.stepsFor(budget));
      long parting = schedule.decaysAfter();
      stable = add(stable, reached, parting, schedule, onTheWay(stable, reached, schedule));
      List<Milestone> milestones = new ArrayList<>();
      if (budget == plan.budgets().getLast()) {
        milestones.addAll(intermediate(parting, schedule.totalSteps() - 1));
      }
      milestones.add(new Milestone(schedule.totalSteps(), budget, false));
      add(stable, parting, schedule.totalSteps(), schedule, milestones);
      reached = parting;
    }
  }

  /** What the stable leg up to the decay of {@code schedule} announces. */
  private List<Milestone> onTheWay(int before, long from, WarmupStableDecaySchedule schedule) {
    long first = before == Leg.NONE ? -1 : from;
    boolean decays = schedule.decaySteps() > 0;
    return intermediate(first, decays ? schedule.decaysAfter() : schedule.decaysAfter() - 1);
  }

  private WarmupStableDecaySchedule decayFor(long steps) {
    long warmup = Math.min(steps, Math.round(descent.warmupShare() * smallestSteps()));
    long decay = Math.min(steps - warmup, Math.round(descent.decayShare() * steps));
    return new WarmupStableDecaySchedule(
        descent.peakLearningRate(), warmup, decay, steps, descent.finalShare());
  }

  private long smallestSteps() {
    return plan.budgets().stream().filter(b -> b > 0).mapToLong(plan::stepsFor).min().orElse(0);
  }

  /** The intermediate milestones after more than {@code after} and at most {@code upTo} steps. */
  private List<Milestone> intermediate(long after, long upTo) {
    return plan.announceAt().stream()
        .map(plan::stepsFor)
        .filter(step -> step > after && step <= upTo)
        .distinct()
        .sorted()
        .map(step -> new Milestone(step, plan.budgets().getLast(), true))
        .toList();
  }

  private int add(
      int origin, long from, long to, LearningRateSchedule schedule, List<Milestone> milestones) {
    long before = legs.stream().mapToLong(Leg::steps).sum();
    legs.add(new Leg(legs.size(), origin, from, to, before, schedule, List.copyOf(milestones)));
    return legs.size() - 1;
  }
}
