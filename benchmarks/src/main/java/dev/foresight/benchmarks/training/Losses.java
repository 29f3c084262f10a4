package dev.foresight.benchmarks.training;

import dev.foresight.model.Precision;
import java.util.List;

/** Whether two programs that start from the same weights compute the same. */
final class Losses {
  private Losses() {}

  /** The largest difference of any loss, in nats. */
  static double difference(List<float[]> one, List<float[]> other) {
    double largest = one.size() == other.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int step = 0; step < Math.min(one.size(), other.size()); step++) {
      for (int head = 0; head < one.get(step).length; head++) {
        largest = Math.max(largest, Math.abs(one.get(step)[head] - other.get(step)[head]));
      }
    }
    return largest;
  }

  /** What rounding explains; programs round to bfloat16 at different places. */
  static double tolerance(Precision precision) {
    return precision == Precision.FLOAT32 ? 1e-4 : 2e-2;
  }
}
