package dev.foresight.sampler;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what takes its time. */
final class Waiting {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Waiting() {}

  /** What {@code source} gives once it is as wanted. */
  static <T> T await(Callable<T> source, Predicate<T> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      T now = source.call();
      if (condition.test(now)) {
        return now;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT + "; last: " + now);
      }
      Thread.sleep(100);
    }
  }
}
