package dev.foresight.scorer.grading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many samples of the length of GSM8K's answers one core grades under every policy. */
@Tag("slow")
class GradingSpeedTest {
  private static final String ANSWER =
      " Natalia sold 48 / 2 = 24 clips in May. ".repeat(7) + "#### 72\nThe answer is $72.";
  private static final int SAMPLES = 20_000;
  private static final int ROUNDS = 5;

  @Test
  void oneCoreGradesThousandsOfSamplesASecond() {
    var reference = Reference.of("72");
    double most = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      int right = 0;
      for (int sample = 0; sample < SAMPLES; sample++) {
        for (var policy : GradingPolicy.values()) {
          right += policy.grade(sample + ANSWER, reference).right() ? 1 : 0;
        }
      }
      assertThat(right).isPositive();
      most = Math.max(most, SAMPLES * 1e9 / (System.nanoTime() - begin));
    }
    System.out.printf(
        "%d characters under %d policies: %.0f samples/s%n",
        ANSWER.length(), GradingPolicy.values().length, most);
    assertThat(most).isGreaterThan(2000);
  }
}
