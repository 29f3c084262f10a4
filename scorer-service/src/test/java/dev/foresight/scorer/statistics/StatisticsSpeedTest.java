package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long the statistics of a cell of the size of GSM8K take on one core. */
@Tag("slow")
class StatisticsSpeedTest {
  private static final int PROBLEMS = 1319;
  private static final int SAMPLES = 200;
  private static final int ROUNDS = 20;

  @Test
  void aCellTakesMillisecondsAndItsWholeCurveATenthOfASecond() {
    var counts = counts(1);
    var series = List.of(1, 10, 100).stream().map(counts::passAtK).toArray(double[][]::new);
    var other = counts(2).passAtK(10);
    var majority = IntStream.range(0, PROBLEMS).mapToObj(problem -> problem % 3).toList();
    var rows = IntStream.range(0, PROBLEMS).boxed().toList();
    var gap = ProblemValues.of(rows, series[1]).minus(ProblemValues.of(rows, other));

    double cell = millis(seed -> MeanEstimate.of(series, new Bootstrap(2000, seed)).size());
    double pair = millis(seed -> Difference.of(gap, new Bootstrap(10_000, seed)).problems());
    double all =
        millis(
            seed ->
                PolicyStatistics.of(
                        counts, majority, List.of(1, 10, 100), new Bootstrap(2000, seed))
                    .curve()
                    .size());

    System.out.printf(
        "%d problems: three k, 2,000 resamples %.1f ms; everything and the curve over %d k %.1f ms;"
            + " a paired difference, 10,000 resamples %.1f ms%n",
        PROBLEMS, cell, SAMPLES, all, pair);
    assertThat(cell).isLessThan(200);
    assertThat(all).isLessThan(1000);
  }

  private interface Work {
    int of(long seed);
  }

  /** The least of some rounds: other work on the machine only adds. */
  private static double millis(Work work) {
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      assertThat(work.of(round)).isPositive();
      least = Math.min(least, (System.nanoTime() - begin) / 1e6);
    }
    return least;
  }

  private static CorrectCounts counts(long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return new CorrectCounts(
        SAMPLES,
        IntStream.range(0, PROBLEMS)
            .mapToObj(problem -> (int) (SAMPLES * Math.pow(random.nextDouble(), 3)))
            .toList());
  }
}
