package dev.foresight.sampler.reconciling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How fast the samples of evaluations are counted, by what was counted over the last minutes. Safe
 * for use by several threads.
 */
public final class Pace {
  private static final Duration WINDOW = Duration.ofMinutes(3);
  private static final Duration SPACING = Duration.ofSeconds(1);
  private static final Duration ENOUGH = Duration.ofSeconds(5);

  private final Map<String, Deque<Point>> points = new HashMap<>();

  private record Point(Instant at, long counted) {}

  /**
   * Notes what is counted now.
   *
   * @param counted samples by evaluation; those of other evaluations are forgotten
   */
  public synchronized void note(Map<String, Long> counted, Instant now) {
    points.keySet().retainAll(counted.keySet());
    counted.forEach((evaluation, count) -> note(evaluation, new Point(now, count)));
  }

  private void note(String evaluation, Point point) {
    var known = points.computeIfAbsent(evaluation, id -> new ArrayDeque<>());
    if (!known.isEmpty() && point.at.isBefore(known.getLast().at.plus(SPACING))) {
      return;
    }
    known.add(point);
    while (known.getFirst().at.isBefore(point.at.minus(WINDOW))) {
      known.removeFirst();
    }
  }

  /**
   * When {@code missing} samples will be counted if it goes on like this; empty while too little is
   * known, or nothing arrives.
   */
  public synchronized Optional<Duration> timeLeft(String evaluation, long missing) {
    var known = points.get(evaluation);
    if (known == null) {
      return Optional.empty();
    }
    var first = known.getFirst();
    var last = known.getLast();
    var span = Duration.between(first.at, last.at);
    long arrived = last.counted - first.counted;
    if (span.compareTo(ENOUGH) < 0 || arrived <= 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis((long) ((double) missing * span.toMillis() / arrived)));
  }
}
