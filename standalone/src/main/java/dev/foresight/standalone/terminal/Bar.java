package dev.foresight.standalone.terminal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;

/**
 * One line of progress: how much of a known total is done, how fast it goes, how long it will take.
 * The rate is that of the last fifteen seconds in which something was measured.
 */
public final class Bar {
  private static final long WINDOW_NANOS = Duration.ofSeconds(15).toNanos();
  private static final int WIDTH = 24;

  private final String label;
  private final String unit;
  private final ArrayDeque<Reading> readings = new ArrayDeque<>();
  private long total;

  private record Reading(long nanos, long done) {}

  /**
   * Nothing read yet.
   *
   * @param label what is being done
   * @param unit the name of what is counted, in the plural
   */
  public Bar(String label, String unit) {
    this.label = label;
    this.unit = unit;
  }

  /** Takes a reading of {@code done} out of {@code total}, made at {@code nanos}. */
  public void read(long nanos, long done, long total) {
    this.total = total;
    if (done > done() || readings.isEmpty()) {
      readings.addLast(new Reading(nanos, done));
    }
    while (readings.size() > 2 && readings.getFirst().nanos < nanos - WINDOW_NANOS) {
      readings.removeFirst();
    }
  }

  /** The latest count. */
  public long done() {
    return readings.isEmpty() ? 0 : readings.getLast().done;
  }

  /** Whether all of it is done. */
  public boolean complete() {
    return total > 0 && done() >= total;
  }

  /** Counted per second; 0 while there is nothing to tell it from. */
  double rate() {
    if (readings.size() < 2) {
      return 0;
    }
    var first = readings.getFirst();
    var last = readings.getLast();
    return (last.done - first.done) * 1e9 / Math.max(1, last.nanos - first.nanos);
  }

  /** The line, without a line break. */
  public String line() {
    double share = total == 0 ? 0 : Math.min(1, (double) done() / total);
    int filled = (int) (share * WIDTH);
    String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
    String line = "%-18s [%s] %3d%%  %s".formatted(label, bar, (int) (share * 100), pace());
    return line.stripTrailing();
  }

  private String pace() {
    if (complete()) {
      return "%s %s".formatted(count(total), unit);
    }
    if (rate() <= 0) {
      return readings.isEmpty() || done() == 0 ? "waiting" : "";
    }
    long left = Math.round((total - done()) / rate());
    String speed = rate() < 10 ? "%.1f".formatted(rate()) : count(Math.round(rate()));
    return "%s %s/s, %s left".formatted(speed, unit, duration(left));
  }

  /** A count as people write it: 950, 12.3k, 1.2M. */
  public static String count(long number) {
    if (number < 1000) {
      return Long.toString(number);
    }
    return number < 1_000_000
        ? String.format(Locale.ROOT, number < 100_000 ? "%.1fk" : "%.0fk", number / 1e3)
        : String.format(Locale.ROOT, "%.1fM", number / 1e6);
  }

  /** A time as people write it: 50s, 3m20s, 2h05m. */
  public static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    return seconds < 3600
        ? "%dm%02ds".formatted(seconds / 60, seconds % 60)
        : "%dh%02dm".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
