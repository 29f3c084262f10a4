package dev.foresight.scorer.statistics;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The bootstrap over problems: problems are drawn with replacement, as many as there are, and means
 * are taken again. Problems, not samples, are the source of noise that matters: the next benchmark
 * would have others.
 *
 * @param resamples times the problems are drawn again, at least 20
 * @param seed the same seed gives the same draws for the same number of problems
 */
public record Bootstrap(int resamples, long seed) {

  /** Checks the range of {@code resamples}. */
  public Bootstrap {
    if (resamples < 20) {
      throw new IllegalArgumentException("20 resamples or more, not " + resamples);
    }
  }

  /**
   * Draws anew. All series are of the same problems and share every draw.
   *
   * @param series [series][problem], at least one problem, all of the same length
   */
  public Resamples resample(double[][] series) {
    var strata = new Strata(series);
    var random = random();
    var means = new double[series.length][resamples];
    var drawn = new int[strata.count()];
    for (int resample = 0; resample < resamples; resample++) {
      Arrays.fill(drawn, 0);
      strata.draw(random, drawn);
      strata.means(drawn, means, resample);
    }
    return new Resamples(means, series);
  }

  private RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
