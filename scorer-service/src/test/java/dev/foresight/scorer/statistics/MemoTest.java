package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoTest {
  private final AtomicInteger computed = new AtomicInteger();
  private final Memo<String, Integer> memo = new Memo<>(2);

  @Test
  void theSameContentIsComputedOnce() {
    assertThat(length("abc")).isEqualTo(3);
    assertThat(length("ab" + "c")).isEqualTo(3);
    assertThat(computed).hasValue(1);
  }

  @Test
  void whatWasAskedForLongestAgoIsForgotten() {
    length("a");
    length("b");
    length("a");
    length("c");
    assertThat(computed).hasValue(3);
    length("a");
    assertThat(computed).hasValue(3);
    length("b");
    assertThat(computed).hasValue(4);
  }

  private int length(String text) {
    return memo.get(
        text,
        key -> {
          computed.incrementAndGet();
          return key.length();
        });
  }
}
