package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WarmupStableDecayScheduleTest {
  private final WarmupStableDecaySchedule schedule =
      new WarmupStableDecaySchedule(3e-4, 100, 400, 2000, 0.1);

  @Test
  void warmsUpInEqualStepsAndStaysAtThePeak() {
    assertThat(schedule.at(0)).isCloseTo(3e-6, within(1e-18));
    assertThat(schedule.at(49)).isCloseTo(1.5e-4, within(1e-18));
    assertThat(schedule.at(99)).isEqualTo(3e-4);
    assertThat(schedule.at(100)).isEqualTo(3e-4);
    assertThat(schedule.at(1599)).isEqualTo(3e-4);
  }

  @Test
  void decaysByTheRootOfItsProgressToItsFinalShare() {
    assertThat(schedule.decaysAfter()).isEqualTo(1600);
    assertThat(schedule.at(1600)).isCloseTo(3e-4 * (0.1 + 0.9 * (1 - 0.05)), within(1e-18));
    assertThat(schedule.at(1699)).isCloseTo(3e-4 * (0.1 + 0.9 * 0.5), within(1e-18));
    assertThat(schedule.at(1999)).isCloseTo(3e-5, within(1e-18));
    assertThat(schedule.at(9999)).as("behind its end").isCloseTo(3e-5, within(1e-18));
  }

  @Test
  void schedulesOfAnyLengthAreOneUntilTheyDecay() {
    var longer = new WarmupStableDecaySchedule(3e-4, 100, 1000, 5000, 0.1);
    for (long step = 0; step < 1600; step++) {
      assertThat(schedule.at(step)).isEqualTo(longer.at(step));
    }
  }

  @Test
  void itMayDecayFromTheWarmUpOnOrNotAtAll() {
    assertThat(new WarmupStableDecaySchedule(1, 1, 4, 5, 0).at(1)).isEqualTo(0.5);
    assertThat(new WarmupStableDecaySchedule(1, 0, 0, 5, 0).at(4)).isEqualTo(1);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new WarmupStableDecaySchedule(0, 0, 0, 1, 0))
        .hasMessageContaining("peak");
    assertThatThrownBy(() -> new WarmupStableDecaySchedule(1, 2, 0, 1, 0))
        .hasMessage("warmupSteps must be 0 to 1, not 2");
    assertThatThrownBy(() -> new WarmupStableDecaySchedule(1, 1, 2, 2, 0))
        .hasMessage("decaySteps must be 0 to 1, not 2");
    assertThatThrownBy(() -> new WarmupStableDecaySchedule(1, 0, 0, -1, 0))
        .hasMessageContaining("totalSteps");
    assertThatThrownBy(() -> new WarmupStableDecaySchedule(1, 0, 0, 1, -0.1))
        .hasMessageContaining("finalShare");
  }
}
