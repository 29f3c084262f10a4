package dev.foresight.scorer.statistics;

/**
 * A mean difference over the same problems, and how far it can be trusted: resamples keep both
 * sides of a problem together, so what makes a problem hard for both cancels.
 *
 * @param value mean over problems
 * @param interval90 90% bootstrap interval over problems
 * @param interval95 the 95% one
 * @param pValue two-sided, see {@link Resamples#pValue}
 * @param problems that both sides answered
 */
public record Difference(
    double value, Interval interval90, Interval interval95, double pValue, int problems) {

  /**
   * Of {@code differences} by problem.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Difference of(ProblemValues differences, Bootstrap bootstrap) {
    if (differences.isEmpty()) {
      throw new IllegalArgumentException("there is no problem that both sides answered");
    }
    var values = differences.array();
    var resamples = bootstrap.resample(new double[][] {values});
    return new Difference(
        MeanEstimate.mean(values),
        resamples.interval(0, 90),
        resamples.interval(0, 95),
        resamples.pValue(0),
        values.length);
  }

  /** Whether the 95% interval leaves 0 out. */
  public boolean isClear() {
    return interval95.lower() > 0 || interval95.upper() < 0;
  }
}
