package dev.foresight.benchmarks.measuring;

import java.util.List;
import java.util.Locale;

/** The median of a few measurements, and their least and greatest. */
public record Spread(double median, double least, double greatest) {
  /** The spread of at least one value. */
  public static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int count = sorted.size();
    double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }

  /** As {@code 2710 [2650, 2790]}; {@code format} is of each number. */
  public String text(String format) {
    return String.format(
        Locale.ROOT, format + " [" + format + ", " + format + "]", median, least, greatest);
  }
}
