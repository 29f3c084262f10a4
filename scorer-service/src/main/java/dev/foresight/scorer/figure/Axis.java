package dev.foresight.scorer.figure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A linear axis with ticks at round numbers.
 *
 * @param step between ticks
 */
record Axis(double from, double to, double step) {

  /** An axis from 0 past {@code highest}, with three to six ticks; never above 1. */
  static Axis ofShare(double highest) {
    if (!(highest > 0)) {
      return new Axis(0, 0.1, 0.02);
    }
    double step = roundStep(highest / 4);
    double to = Math.ceil(highest / step - 1e-9) * step;
    return new Axis(0, Math.min(1, to), step);
  }

  /** An axis around all {@code values}, with a margin for the markers. */
  static Axis around(double[] values) {
    var range = Arrays.stream(values).summaryStatistics();
    if (range.getCount() == 0) {
      return new Axis(0, 1, 0.2);
    }
    double width = Math.max(range.getMax() - range.getMin(), 0.4);
    double middle = (range.getMax() + range.getMin()) / 2;
    double half = width / 2 * 1.1;
    return new Axis(middle - half, middle + half, roundStep(width / 5));
  }

  /** 1, 2 or 5 times a power of ten, at least {@code rough}. */
  private static double roundStep(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= rough * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** Ticks within the axis. */
  List<Double> ticks() {
    var ticks = new ArrayList<Double>();
    for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Where {@code value} lies, 0 at the start and 1 at the end. */
  double share(double value) {
    return (value - from) / (to - from);
  }

  /** {@code value} without more digits than ticks need. */
  static String label(double value) {
    var rounded = new BigDecimal(value).setScale(4, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
