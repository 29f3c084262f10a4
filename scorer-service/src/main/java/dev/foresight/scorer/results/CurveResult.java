package dev.foresight.scorer.results;

import dev.foresight.scorer.statistics.Interval;
import dev.foresight.scorer.statistics.MeanEstimate;
import java.util.List;
import java.util.function.Function;

/**
 * pass@k for every k: the first entry of each list is k = 1.
 *
 * @param lower ends of the 90% bootstrap intervals over problems
 * @param upper ends of the same
 * @param lower95 ends of the 95% intervals
 * @param upper95 ends of the same
 */
record CurveResult(
    List<Double> value,
    List<Double> lower,
    List<Double> upper,
    List<Double> lower95,
    List<Double> upper95) {

  static CurveResult of(List<MeanEstimate> curve) {
    return new CurveResult(
        curve.stream().map(MeanEstimate::value).toList(),
        ends(curve, mean -> mean.interval90(), Interval::lower),
        ends(curve, mean -> mean.interval90(), Interval::upper),
        ends(curve, mean -> mean.interval95(), Interval::lower),
        ends(curve, mean -> mean.interval95(), Interval::upper));
  }

  private static List<Double> ends(
      List<MeanEstimate> curve,
      Function<MeanEstimate, Interval> interval,
      Function<Interval, Double> end) {
    return curve.stream().map(interval).map(end).toList();
  }
}
