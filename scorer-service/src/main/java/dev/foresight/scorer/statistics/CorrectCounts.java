package dev.foresight.scorer.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * How many of n samples are right, by problem: all that pass@k needs, for every k.
 *
 * @param samples of each problem, n
 * @param right of each problem, 0..n; at least one problem
 */
public record CorrectCounts(int samples, List<Integer> right) {

  /** Takes a copy. */
  public CorrectCounts {
    right = List.copyOf(right);
  }

  /** How many problems. */
  public int problems() {
    return right.size();
  }

  /** pass@k by problem. */
  public double[] passAtK(int k) {
    return byProblem(c -> PassAtKEstimator.estimate(samples, c, k));
  }

  /** pass^k by problem. */
  public double[] allRight(int k) {
    return byProblem(c -> PassAtKEstimator.allRight(samples, c, k));
  }

  /** pass@k by k, 1 at 0, and problem. */
  public double[][] curve() {
    Map<Integer, double[]> known = new HashMap<>();
    var curve = new double[samples][problems()];
    for (int problem = 0; problem < problems(); problem++) {
      var own = known.computeIfAbsent(right.get(problem), this::curveOf);
      for (int k = 0; k < samples; k++) {
        curve[k][problem] = own[k];
      }
    }
    return curve;
  }

  private double[] curveOf(int c) {
    return PassAtKEstimator.curve(samples, c);
  }

  /** Standard error of mean pass@k over sampling the same problems again. */
  public double samplingErrorOfPassAtK(int k) {
    return error(byProblem(c -> PassAtKEstimator.samplingVariance(samples, c, k)));
  }

  /** The same of mean pass^k. */
  public double samplingErrorOfAllRight(int k) {
    return error(byProblem(c -> PassAtKEstimator.samplingVariance(samples, samples - c, k)));
  }

  /** Problems are sampled independently, so variances add up. */
  private static double error(double[] variances) {
    return Math.sqrt(Arrays.stream(variances).sum()) / variances.length;
  }

  private double[] byProblem(IntToDoubleFunction ofCount) {
    Map<Integer, Double> known = new HashMap<>();
    return right.stream()
        .mapToDouble(c -> known.computeIfAbsent(c, ofCount::applyAsDouble))
        .toArray();
  }
}
