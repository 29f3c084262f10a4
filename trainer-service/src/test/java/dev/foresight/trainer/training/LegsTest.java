package dev.foresight.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegsTest {
  private static final ModelShape SHAPE = new ModelShape(320, 16, 3, 2, 32, 10, 1);

  @Test
  void aCosineRunIsOneLegToItsDecayedModel() {
    var legs = plan(Schedule.COSINE, List.of(1000L), List.of()).legs();
    assertThat(legs).hasSize(1);
    assertThat(legs.getFirst().steps()).isEqualTo(100);
    assertThat(legs.getFirst().milestones()).containsExactly(new Milestone(100, 1000, false));
    assertThat(legs.getFirst().schedule().at(9)).isEqualTo(1e-2);
    assertThat(legs.getFirst().schedule().at(99)).isCloseTo(1e-3, within(1e-15));
  }

  @Test
  void stableLegsAndTheirBranchesAlternate() {
    var legs = plan(Schedule.WSD, List.of(1000L, 3000L), List.of()).legs();
    assertThat(legs).extracting(Leg::origin).containsExactly(-1, 0, 0, 2);
    assertThat(legs).extracting(Leg::from).containsExactly(0L, 80L, 80L, 240L);
    assertThat(legs).extracting(Leg::to).containsExactly(80L, 100L, 240L, 300L);
    assertThat(legs).extracting(Leg::before).containsExactly(0L, 80L, 100L, 260L);
    assertThat(legs.get(1).decayed()).contains(new Milestone(100, 1000, false));
    assertThat(legs.get(3).decayed()).contains(new Milestone(300, 3000, false));
    assertThat(legs.get(2).ordinal(81)).isEqualTo(101);
    assertThat(plan(Schedule.WSD, List.of(1000L, 3000L), List.of()).steps()).isEqualTo(320);
  }

  @Test
  void ratesFollowTheClosedForm() {
    for (Leg leg : plan(Schedule.WSD, List.of(1000L, 3000L), List.of()).legs()) {
      for (long step = leg.from(); step < leg.to(); step++) {
        double expected;
        if (step < 10) {
          expected = 1e-2 * (step + 1) / 10; // a tenth of the smallest budget's 100 steps
        } else if (leg.decayed().isEmpty()) {
          expected = 1e-2;
        } else {
          expected = 1e-2 * (0.1 + 0.9 * (1 - Math.sqrt((step + 1.0 - leg.from()) / leg.steps())));
        }
        assertThat(leg.schedule().at(step))
            .as("%s, step %d", leg, step)
            .isCloseTo(expected, within(1e-15));
      }
    }
  }

  @Test
  void modelsOnTheWayAreAnnouncedOnceOnTheLongestPath() {
    var legs =
        plan(
                Schedule.WSD,
                List.of(1000L, 3000L),
                List.of(0L, 795L, 800L, 900L, 2500L, 3000L, 9000L))
            .legs();
    assertThat(legs.get(0).milestones()).containsExactly(intermediate(0), intermediate(80));
    assertThat(legs.get(1).milestones()).containsExactly(new Milestone(100, 1000, false));
    assertThat(legs.get(2).milestones()).containsExactly(intermediate(90));
    assertThat(legs.get(3).milestones())
        .containsExactly(intermediate(250), new Milestone(300, 3000, false));
  }

  private static Milestone intermediate(long step) {
    return new Milestone(step, 3000, true);
  }

  @Test
  void noTokensAreTheUntrainedModel() {
    var legs = plan(Schedule.WSD, List.of(0L, 1000L), List.of(0L)).legs();
    assertThat(legs.get(1).steps()).isZero();
    assertThat(legs.get(1).decayed()).contains(new Milestone(0, 0, false));
    assertThat(legs.get(0).milestones()).isEmpty();
    assertThat(legs.getLast().to()).isEqualTo(100);
    var single = plan(Schedule.COSINE, List.of(0L), List.of(0L)).legs();
    assertThat(single.getFirst().milestones()).containsExactly(new Milestone(0, 0, false));
  }

  @Test
  void plansThatCannotBeFollowedAreRefused() {
    assertThatThrownBy(() -> plan(Schedule.COSINE, List.of(10L, 20L), List.of()))
        .hasMessage("a run with schedule cosine cannot have 2 token budgets");
    assertThatThrownBy(() -> plan(Schedule.WSD, List.of(995L, 1000L), List.of()))
        .hasMessageContaining("are not ascending in steps of 10");
    assertThatThrownBy(() -> plan(Schedule.WSD, List.of(-1L), List.of()))
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> Schedule.of("step"))
        .hasMessage("the schedule must be one of cosine, wsd, not \"step\"");
  }

  private static TrainingPlan plan(Schedule schedule, List<Long> budgets, List<Long> announceAt) {
    var descent =
        new Descent(schedule, 10, 1e-2, 0.1, 0.2, 0.1, 0.1, 1, Precision.FLOAT32, 0, false);
    return new TrainingPlan(SHAPE, budgets, announceAt, descent, 1, null);
  }
}
