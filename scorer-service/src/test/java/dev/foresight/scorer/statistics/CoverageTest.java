package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often intervals hold the truth, in experiments whose truth is known. Problems' own rates are
 * drawn from a beta distribution with parameters a and b, so that the truth of pass@k is 1 minus
 * the product of (b + i) / (a + b + i) over i below k.
 */
@Tag("slow")
class CoverageTest {
  private static final int EXPERIMENTS = 2000;
  private static final int PROBLEMS = 300;
  private static final int SAMPLES = 40;
  private static final int RESAMPLES = 1000;
  private static final List<Integer> KS = List.of(1, 10, 20);

  /** The two parameters of a beta distribution; together they are 1: most problems are clear. */
  private record Rates(double a, double b) {
    double passAtK(int k) {
      double allWrong = 1;
      for (int i = 0; i < k; i++) {
        allWrong *= (b + i) / (a + b + i);
      }
      return 1 - allWrong;
    }

    /** By Jöhnk's method, which both parameters below 1 allow. */
    double draw(RandomGenerator random) {
      while (true) {
        double x = Math.pow(random.nextDouble(), 1 / a);
        double y = Math.pow(random.nextDouble(), 1 / b);
        if (x + y <= 1 && x + y > 0) {
          return x / (x + y);
        }
      }
    }
  }

  @ParameterizedTest(name = "mean rate {0}")
  @ValueSource(doubles = {0.05, 0.2, 0.5, 0.8, 0.95})
  void nineIntervalsInTenHoldTheTruth(double rate) {
    var rates = new Rates(rate, 1 - rate);
    var holds = new int[2][KS.size()];
    IntStream.range(0, EXPERIMENTS)
        .parallel()
        .mapToObj(experiment -> estimates(rates, experiment))
        .toList()
        .forEach(means -> count(rates, means, holds));
    for (int i = 0; i < KS.size(); i++) {
      double of90 = holds[0][i] / (double) EXPERIMENTS;
      double of95 = holds[1][i] / (double) EXPERIMENTS;
      double truth = rates.passAtK(KS.get(i));
      System.out.printf(
          "rate %.2f, pass@%d = %.3f: 90%% intervals hold it %.2f%%, 95%% %.2f%%%n",
          rate, KS.get(i), truth, 100 * of90, 100 * of95);
      if (truth >= 0.05 - 1e-9 && truth <= 0.95 + 1e-9) {
        assertThat(of90).as("pass@%d = %.3f", KS.get(i), truth).isBetween(0.88, 0.92);
      }
    }
  }

  private static void count(Rates rates, List<MeanEstimate> means, int[][] holds) {
    for (int i = 0; i < KS.size(); i++) {
      double truth = rates.passAtK(KS.get(i));
      holds[0][i] += holds(means.get(i).interval90(), truth) ? 1 : 0;
      holds[1][i] += holds(means.get(i).interval95(), truth) ? 1 : 0;
    }
  }

  private static boolean holds(Interval interval, double truth) {
    return interval.lower() <= truth && truth <= interval.upper();
  }

  private static List<MeanEstimate> estimates(Rates rates, int experiment) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(experiment);
    var right = new ArrayList<Integer>();
    for (int problem = 0; problem < PROBLEMS; problem++) {
      double rate = rates.draw(random);
      int count = 0;
      for (int sample = 0; sample < SAMPLES; sample++) {
        count += random.nextDouble() < rate ? 1 : 0;
      }
      right.add(count);
    }
    var counts = new CorrectCounts(SAMPLES, right);
    var series = KS.stream().map(counts::passAtK).toArray(double[][]::new);
    return MeanEstimate.of(series, new Bootstrap(RESAMPLES, 1_000_000L + experiment));
  }
}
