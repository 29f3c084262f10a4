package dev.foresight.sampler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTokensTest {
  private final AtomicLong time = new AtomicLong(Duration.ofDays(3).toNanos());
  private final RecentTokens tokens = new RecentTokens(time::get);

  @Test
  void isTheMeanOfTheLatestTenSecondsWithoutThePresentOne() {
    for (int second = 0; second < 30; second++) {
      tokens.add(100);
      tokens.add(second);
      pass(Duration.ofSeconds(1));
    }
    assertThat(tokens.perSecond()).isEqualTo(100 + 24.5);
    tokens.add(1_000_000);
    assertThat(tokens.perSecond()).isEqualTo(100 + 24.5);
  }

  @Test
  void whatIsLongerAgoIsForgotten() {
    tokens.add(100);
    pass(Duration.ofSeconds(10));
    assertThat(tokens.perSecond()).isEqualTo(10);
    pass(Duration.ofSeconds(1));
    assertThat(tokens.perSecond()).isZero();
    tokens.add(50);
    pass(Duration.ofHours(5));
    assertThat(tokens.perSecond()).isZero();
  }

  private void pass(Duration passed) {
    time.addAndGet(passed.toNanos());
  }
}
