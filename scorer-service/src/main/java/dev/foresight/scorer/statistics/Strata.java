package dev.foresight.scorer.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Problems that are alike in every series: a resample counts how many of each kind it drew, and
 * takes each kind's values once. Real tallies have far fewer kinds than problems.
 */
final class Strata {
  private final int[] byProblem;
  // [stratum][series]
  private final double[][] values;
  private final double[] sums;

  /** Finds them in {@code series}, [series][problem]. */
  Strata(double[][] series) {
    byProblem = new int[series.length == 0 ? 0 : series[0].length];
    sums = new double[series.length];
    var known = new HashMap<List<Double>, Integer>();
    var kinds = new ArrayList<double[]>();
    for (int problem = 0; problem < byProblem.length; problem++) {
      var kind = kind(series, problem);
      byProblem[problem] =
          known.computeIfAbsent(
              Arrays.stream(kind).boxed().toList(),
              unknown -> {
                kinds.add(kind);
                return kinds.size() - 1;
              });
    }
    values = kinds.toArray(double[][]::new);
  }

  private static double[] kind(double[][] series, int problem) {
    var kind = new double[series.length];
    Arrays.setAll(kind, s -> series[s][problem]);
    return kind;
  }

  int count() {
    return values.length;
  }

  /**
   * Draws as many problems as there are, with replacement, and counts them by kind. Each draw takes
   * half of a word, which favours some problems by less than one in a million.
   */
  void draw(RandomGenerator random, int[] drawn) {
    long problems = byProblem.length;
    long word = 0;
    for (int draw = 0; draw < problems; draw++) {
      word = draw % 2 == 0 ? random.nextLong() : word << 32;
      drawn[byProblem[(int) (((word >>> 32) * problems) >>> 32)]]++;
    }
  }

  /** Writes the mean of each series to {@code means[series][resample]}. */
  void means(int[] drawn, double[][] means, int resample) {
    Arrays.fill(sums, 0);
    for (int stratum = 0; stratum < drawn.length; stratum++) {
      if (drawn[stratum] > 0) {
        add(drawn[stratum], values[stratum]);
      }
    }
    for (int s = 0; s < sums.length; s++) {
      means[s][resample] = sums[s] / byProblem.length;
    }
  }

  private void add(int times, double[] kind) {
    for (int s = 0; s < sums.length; s++) {
      sums[s] += times * kind[s];
    }
  }
}
