package dev.foresight.standalone.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bars, drawn in place on a terminal. Where output goes to a file or a pipe, each bar that
 * moved is printed now and then instead.
 */
final class Board {
  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(15).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private final Map<String, String> printed = new LinkedHashMap<>();
  private int drawn;
  private long lastPlain = Long.MIN_VALUE;

  Board(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows {@code bars} as they are at {@code nanos}. */
  void show(List<Bar> bars, long nanos) {
    if (terminal) {
      redraw(bars);
    } else {
      boolean due = lastPlain == Long.MIN_VALUE || nanos - lastPlain >= PLAIN_INTERVAL_NANOS;
      bars.stream().filter(bar -> due ? bar.done() > 0 : bar.complete()).forEach(this::print);
      lastPlain = due ? nanos : lastPlain;
    }
    out.flush();
  }

  private void redraw(List<Bar> bars) {
    var frame = new StringBuilder();
    if (drawn > 0) {
      frame.append("\033[").append(drawn).append('A');
    }
    for (var bar : bars) {
      frame.append("\033[2K").append(bar.line()).append('\n');
    }
    drawn = bars.size();
    out.print(frame);
  }

  private void print(Bar bar) {
    String line = bar.line();
    String label = line.substring(0, line.indexOf('['));
    if (!line.equals(printed.put(label, line))) {
      out.println(line);
    }
  }
}
