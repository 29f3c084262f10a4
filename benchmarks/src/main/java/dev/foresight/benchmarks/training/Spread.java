package dev.foresight.benchmarks.training;

import java.util.List;
import java.util.Locale;

/** The median of a few measurements, and their least and greatest. */
record Spread(double median, double least, double greatest) {
  /** The spread of at least one value. */
  static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int count = sorted.size();
    double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }

  /** As {@code 2710 [2650, 2790]}; {@code format} is of each number. */
  String text(String format) {
    return String.format(
        Locale.ROOT, format + " [" + format + ", " + format + "]", median, least, greatest);
  }
}
