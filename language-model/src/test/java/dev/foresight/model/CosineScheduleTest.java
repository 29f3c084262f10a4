package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CosineScheduleTest {
  private final CosineSchedule schedule = new CosineSchedule(3e-4, 100, 1101, 0.1);

  @Test
  void warmsUpInEqualStepsToThePeak() {
    assertThat(schedule.at(0)).isCloseTo(3e-6, within(1e-18));
    assertThat(schedule.at(49)).isCloseTo(1.5e-4, within(1e-18));
    assertThat(schedule.at(99)).isEqualTo(3e-4);
  }

  @Test
  void fallsAlongHalfACosineToItsFinalShare() {
    assertThat(schedule.at(100)).isEqualTo(3e-4);
    assertThat(schedule.at(350))
        .isCloseTo(3e-4 * (0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2), within(1e-15));
    assertThat(schedule.at(600)).isCloseTo(3e-4 * 0.55, within(1e-15));
    assertThat(schedule.at(1100)).isCloseTo(3e-5, within(1e-15));
    assertThat(schedule.at(5000)).as("behind its end").isCloseTo(3e-5, within(1e-15));
  }

  @Test
  void oneStepIsEnough() {
    assertThat(new CosineSchedule(1, 0, 1, 0.5).at(0)).isEqualTo(1);
    assertThat(new CosineSchedule(1, 1, 1, 0.5).at(0)).isEqualTo(1);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new CosineSchedule(0, 0, 1, 0)).hasMessageContaining("peak");
    assertThatThrownBy(() -> new CosineSchedule(Double.NaN, 0, 1, 0)).hasMessageContaining("peak");
    assertThatThrownBy(() -> new CosineSchedule(1, 2, 1, 0))
        .hasMessage("warmupSteps must be 0 to 1, not 2");
    assertThatThrownBy(() -> new CosineSchedule(1, 0, 0, 0)).hasMessageContaining("totalSteps");
    assertThatThrownBy(() -> new CosineSchedule(1, 0, 1, 1.1)).hasMessageContaining("finalShare");
  }
}
