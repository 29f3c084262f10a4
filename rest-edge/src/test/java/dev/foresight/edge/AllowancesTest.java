package dev.foresight.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllowancesTest {
  private final AtomicLong now = new AtomicLong();

  @Test
  void anAllowanceIsSpentAtOnceAndGrowsEvenly() {
    var allowances = new Allowances(60, now::get);
    for (int i = 0; i < 60; i++) {
      assertThat(allowances.take("a")).isZero();
    }
    assertThat(allowances.take("a")).isBetween(Duration.ofMillis(999), Duration.ofMillis(1001));
    assertThat(allowances.take("b")).isZero();
    now.addAndGet(Duration.ofMillis(1001).toNanos());
    assertThat(allowances.take("a")).isZero();
    assertThat(allowances.take("a")).isPositive();
  }

  @Test
  void noneIsKeptOfWhoAsksNoMore() {
    var allowances = new Allowances(60, now::get);
    for (int i = 0; i < 100_000; i++) {
      now.addAndGet(Duration.ofMillis(1).toNanos());
      assertThat(allowances.take("client " + i)).isZero();
    }
    assertThat(allowances.clients()).isLessThan(20_000);
  }
}
