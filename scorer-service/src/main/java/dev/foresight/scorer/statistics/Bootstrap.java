package dev.foresight.scorer.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * 90% percentile bootstrap over problems: problems are drawn with replacement, as many as there
 * are, and the interval holds the middle 90% of the means. Problems, not samples, are the source of
 * noise that matters: the next benchmark would have others.
 *
 * @param resamples times the problems are drawn again, at least 20
 * @param seed the same seed gives the same intervals
 */
public record Bootstrap(int resamples, long seed) {
  private static final double TAIL = 0.05;

  /** Checks the range of {@code resamples}. */
  public Bootstrap {
    if (resamples < 20) {
      throw new IllegalArgumentException("20 resamples or more, not " + resamples);
    }
  }

  /**
   * The interval of each series' mean. All series are of the same problems and share every draw.
   *
   * @param series [series][problem], at least one problem, all of the same length
   */
  public List<Interval> intervals(double[][] series) {
    var means = means(series, random());
    return Arrays.stream(means).map(this::middle).toList();
  }

  private RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Mean by series and resample. */
  private double[][] means(double[][] series, RandomGenerator random) {
    var means = new double[series.length][resamples];
    int problems = series.length == 0 ? 0 : series[0].length;
    for (int resample = 0; resample < resamples; resample++) {
      for (int draw = 0; draw < problems; draw++) {
        int problem = random.nextInt(problems);
        for (int s = 0; s < series.length; s++) {
          means[s][resample] += series[s][problem];
        }
      }
      for (double[] mean : means) {
        mean[resample] /= problems;
      }
    }
    return means;
  }

  private Interval middle(double[] means) {
    Arrays.sort(means);
    int cut = (int) (TAIL * resamples);
    return new Interval(means[cut], means[resamples - 1 - cut]);
  }
}
