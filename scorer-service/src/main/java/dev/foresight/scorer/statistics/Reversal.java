package dev.foresight.scorer.statistics;

/**
 * How the difference between two models changes from one budget to another.
 *
 * @param before the difference at the smaller budget
 * @param after the same at the larger one
 * @param change the paired difference of differences, after less before
 */
public record Reversal(Difference before, Difference after, Difference change, Order order) {

  /** What became of the order of the two. */
  public enum Order {
    /** Each difference is clear of 0, on opposite sides. */
    REVERSES,
    /** Opposite signs and a change that is clear of 0, but not each difference by itself. */
    SEEMS_TO_REVERSE,
    /** Each difference is clear of 0, on the same side. */
    HOLDS,
    /** The data says none of these. */
    UNDECIDED
  }

  /**
   * Compares differences by problem; clear means that a 95% interval leaves 0 out.
   *
   * @throws IllegalArgumentException if no problem has both
   */
  public static Reversal of(ProblemValues before, ProblemValues after, Bootstrap bootstrap) {
    var first = Difference.of(before, bootstrap);
    var second = Difference.of(after, bootstrap);
    var change = Difference.of(after.minus(before), bootstrap);
    return new Reversal(first, second, change, order(first, second, change));
  }

  private static Order order(Difference before, Difference after, Difference change) {
    boolean clear = before.isClear() && after.isClear();
    double product = before.value() * after.value();
    if (product > 0 && clear) {
      return Order.HOLDS;
    }
    if (product < 0 && change.isClear()) {
      return clear ? Order.REVERSES : Order.SEEMS_TO_REVERSE;
    }
    return Order.UNDECIDED;
  }
}
