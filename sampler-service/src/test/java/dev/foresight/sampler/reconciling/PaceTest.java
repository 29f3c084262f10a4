package dev.foresight.sampler.reconciling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  @Test
  void timeLeftFollowsTheSpeedOfTheLastMinutes() {
    for (int second = 0; second <= 600; second++) {
      // Ten a second for five minutes, then two.
      long counted = second <= 300 ? 10L * second : 3000 + 2L * (second - 300);
      pace.note(Map.of("a", counted), at(second));
    }
    assertThat(pace.timeLeft("a", 100)).hasValue(Duration.ofSeconds(50));
    assertThat(pace.timeLeft("a", 0)).hasValue(Duration.ZERO);
  }

  @Test
  void nothingIsKnownAtFirstAndWhileNothingArrives() {
    assertThat(pace.timeLeft("a", 100)).isEmpty();
    pace.note(Map.of("a", 0L), at(0));
    pace.note(Map.of("a", 50L), at(3));
    assertThat(pace.timeLeft("a", 100)).as("after three seconds").isEmpty();
    pace.note(Map.of("a", 50L), at(10));
    assertThat(pace.timeLeft("a", 100)).hasValue(Duration.ofSeconds(20));
    for (int second = 11; second < 300; second++) {
      pace.note(Map.of("a", 50L), at(second));
    }
    assertThat(pace.timeLeft("a", 100)).as("nothing for minutes").isEmpty();
  }

  @Test
  void whatEndedIsForgotten() {
    pace.note(Map.of("a", 0L), at(0));
    pace.note(Map.of("a", 50L), at(10));
    pace.note(Map.of("b", 0L), at(11));
    assertThat(pace.timeLeft("a", 100)).isEmpty();
  }

  private static Instant at(long second) {
    return Instant.EPOCH.plusSeconds(second);
  }
}
