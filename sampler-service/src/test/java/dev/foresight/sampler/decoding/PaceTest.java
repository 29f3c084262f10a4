package dev.foresight.sampler.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int BOTH_TRIALS = 2 * Pace.TRIAL_STEPS;

  private final Pace pace = new Pace();

  @Test
  void bothWaysAreTriedThenTheFasterIsUsed() {
    assertThat(speculative(1, BOTH_TRIALS, 200)).isEqualTo(Pace.TRIAL_STEPS);
    assertThat(speculative(1, 100, 200)).isEqualTo(100);
  }

  @Test
  void whatDoesNotPayIsLeftButForTheTrials() {
    speculative(1, BOTH_TRIALS, 500);
    int steps = 20_000;
    int tried = speculative(1, steps, 500);
    assertThat(tried * 500.0 / (steps * 100.0)).isBetween(0.005, 0.025);
  }

  @Test
  void aChangeIsNoticed() {
    speculative(1, BOTH_TRIALS, 500);
    speculative(1, 40_000, 200);
    assertThat(speculative(1, 100, 200)).isGreaterThan(80);
  }

  @Test
  void fewRowsAndManyAreMeasuredApart() {
    speculative(1, BOTH_TRIALS, 200);
    speculative(200, 20_000, 900);
    assertThat(speculative(1, 50, 200)).isEqualTo(50);
    assertThat(speculative(200, 50, 900)).isZero();
    assertThat(speculative(129, 50, 900)).isZero();
  }

  @Test
  void tokensCountInAllAndNotStepByStep() {
    for (int i = 0; i < 4 * Pace.TRIAL_STEPS; i++) {
      boolean speculates = pace.speculates(1, 4);
      pace.took(1, speculates, speculates && i % 2 == 0 ? 4 : 1, speculates ? 200 : 100);
    }
    assertThat(pace.speculates(1, 4)).isTrue(); // 2.5 tokens in the time of 2
  }

  @Test
  void manyRowsAreNotTriedBeforeATrialIsAFiftiethOfTheTime() {
    assertThat(speculative(200, 1000, 900)).isZero();
    assertThat(speculative(200, 5000, 900)).isEqualTo(Pace.TRIAL_STEPS);
  }

  /**
   * Steps of which a plain one takes 100 and draws a token a row, and a speculative one four; how
   * many of them speculated.
   */
  private int speculative(int rows, int steps, long speculativeTime) {
    int count = 0;
    for (int i = 0; i < steps; i++) {
      boolean speculates = pace.speculates(rows, 4);
      count += speculates ? 1 : 0;
      pace.took(rows, speculates, speculates ? 4 * rows : rows, speculates ? speculativeTime : 100);
    }
    return count;
  }
}
