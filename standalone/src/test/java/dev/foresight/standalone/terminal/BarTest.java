package dev.foresight.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BarTest {
  private final Bar bar = new Bar("sample", "samples");

  @Test
  void theRateIsThatOfTheLastSecondsAndTheTimeLeftFollows() {
    read(0, 0);
    read(10, 1000);
    read(20, 1000);
    read(40, 6000);
    read(50, 7000);
    assertThat(bar.rate()).isEqualTo(100);
    assertThat(bar.line())
        .isEqualTo("sample             [################........]  70%  100 samples/s, 30s left");
  }

  @Test
  void nothingDoneIsWaitingAndAllDoneIsSaidSo() {
    read(0, 0);
    assertThat(bar.line()).endsWith("  0%  waiting");
    read(5, 10_000);
    assertThat(bar.line()).endsWith("100%  10.0k samples");
    assertThat(bar.complete()).isTrue();
  }

  @Test
  void whatWasDoneBeforeTheFirstReadingIsNotSpeed() {
    read(0, 9000);
    assertThat(bar.rate()).isZero();
    read(10, 9100);
    assertThat(bar.rate()).isEqualTo(10);
  }

  @Test
  void countsAndDurationsReadAsPeopleWriteThem() {
    assertThat(Bar.count(999)).isEqualTo("999");
    assertThat(Bar.count(12_345)).isEqualTo("12.3k");
    assertThat(Bar.count(450_000)).isEqualTo("450k");
    assertThat(Bar.count(1_250_000)).isEqualTo("1.3M");
    assertThat(Bar.duration(59)).isEqualTo("59s");
    assertThat(Bar.duration(61)).isEqualTo("1m01s");
    assertThat(Bar.duration(3_720)).isEqualTo("1h02m");
  }

  private void read(long seconds, long done) {
    bar.read(TimeUnit.SECONDS.toNanos(seconds), done, 10_000);
  }
}
