package dev.foresight.sampler.worker;

import java.util.Arrays;
import java.util.function.LongSupplier;

/** Tokens of the latest seconds. Safe for use by several threads. */
final class RecentTokens {
  /** Whole seconds that are looked back at. */
  static final int SECONDS = 10;

  private final LongSupplier nanoseconds;
  private final long[] counts = new long[SECONDS + 1];
  private long second;

  /**
   * Has counted nothing.
   *
   * @param nanoseconds a clock that never goes back
   */
  RecentTokens(LongSupplier nanoseconds) {
    this.nanoseconds = nanoseconds;
    this.second = now();
  }

  /** Counts {@code tokens} as drawn now. */
  synchronized void add(int tokens) {
    advance();
    counts[slot(second)] += tokens;
  }

  /** Mean over the latest whole seconds. */
  synchronized double perSecond() {
    advance();
    return (Arrays.stream(counts).sum() - counts[slot(second)]) / (double) SECONDS;
  }

  private void advance() {
    long now = now();
    long from = Math.max(second, now - counts.length);
    for (long passed = from + 1; passed <= now; passed++) {
      counts[slot(passed)] = 0;
    }
    second = now;
  }

  private int slot(long at) {
    return Math.floorMod(at, counts.length);
  }

  private long now() {
    return Math.floorDiv(nanoseconds.getAsLong(), 1_000_000_000L);
  }
}
