package dev.foresight.standalone.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bars, drawn in place on a terminal. Where output goes to a file or a pipe, each bar that
 * moved is printed now and then instead.
 */
public final class Board {
  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(15).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private final Map<String, String> printed = new LinkedHashMap<>();
  private int drawn;
  private long lastPlain = Long.MIN_VALUE;

  /** Nothing drawn yet; {@code terminal} says whether lines can be drawn over. */
  public Board(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows {@code bars} as they are at {@code nanos}. */
  public void show(List<Bar> bars, long nanos) {
    if (terminal) {
      redraw(bars);
    } else {
      boolean due = lastPlain == Long.MIN_VALUE || nanos - lastPlain >= PLAIN_INTERVAL_NANOS;
      bars.stream().filter(bar -> due ? bar.done() > 0 : bar.complete()).forEach(this::print);
      lastPlain = due ? nanos : lastPlain;
    }
    out.flush();
  }

  /** Says {@code line} above the bars. */
  public void say(String line) {
    if (drawn > 0) {
      out.print("\033[" + drawn + "A\033[J");
      drawn = 0;
    }
    out.println(line);
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
