package dev.foresight.sampler.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  @Test
  void bothWaysAreTriedThenTheFasterIsUsed() {
    int trials = 2 * Pace.TRIAL_STEPS;
    int before = speculative(trials, 100, 200, 4);
    assertThat(before).isEqualTo(Pace.TRIAL_STEPS);
    assertThat(speculative(100, 100, 200, 4)).isEqualTo(100);
  }

  @Test
  void whatDoesNotPayIsLeftButForTheTrials() {
    speculative(2 * Pace.TRIAL_STEPS, 100, 500, 4);
    int steps = 10_000;
    int tried = speculative(steps, 100, 500, 4);
    assertThat(tried * 500.0 / (steps * 100.0)).isBetween(0.002, 0.025);
  }

  @Test
  void aChangeIsNoticed() {
    speculative(2 * Pace.TRIAL_STEPS, 100, 500, 4);
    speculative(20_000, 100, 200, 4);
    assertThat(speculative(100, 100, 200, 4)).isGreaterThan(90);
  }

  @Test
  void fewRowsAndManyAreMeasuredApart() {
    speculative(2 * Pace.TRIAL_STEPS, 100, 200, 4);
    assertThat(pace.speculates(1)).isTrue();
    for (int i = 0; i < 2 * Pace.TRIAL_STEPS; i++) {
      boolean speculates = pace.speculates(200);
      pace.took(200, speculates, speculates ? 500 : 200, speculates ? 9_000 : 1_000);
    }
    assertThat(pace.speculates(200)).isFalse();
    assertThat(pace.speculates(129)).isFalse();
    assertThat(pace.speculates(1)).isTrue();
  }

  /** Steps of one row; how many of them speculated. */
  private int speculative(int steps, long plainTime, long speculativeTime, int tokens) {
    int count = 0;
    for (int i = 0; i < steps; i++) {
      boolean speculates = pace.speculates(1);
      count += speculates ? 1 : 0;
      pace.took(1, speculates, speculates ? tokens : 1, speculates ? speculativeTime : plainTime);
    }
    return count;
  }
}
