package dev.foresight.scorer.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Everything that the tallies of a cell say under one policy, from one set of resamples.
 *
 * @param statistics pass@k and pass^k at each k asked for, avg@n and maj@n
 * @param curve pass@1 to pass@n
 */
public record PolicyStatistics(List<Statistic> statistics, List<MeanEstimate> curve) {

  /** What is measured. */
  public enum Measure {
    /** The chance that k samples hold a right one. */
    PASS_AT_K("pass@k"),
    /** The chance that k samples are all right. */
    PASS_POWER_K("pass^k"),
    /** The share of right samples, which is pass@1. */
    AVERAGE_AT_N("avg@n"),
    /** Whether the most frequent answer of all samples is right. */
    MAJORITY_AT_N("maj@n");

    private final String label;

    Measure(String label) {
      this.label = label;
    }

    /** Its name in the field. */
    public String label() {
      return label;
    }
  }

  /**
   * One of them.
   *
   * @param k samples that it is about
   * @param samplingError standard error over sampling the same problems again; not known of maj@n
   */
  public record Statistic(
      Measure measure, int k, MeanEstimate mean, OptionalDouble samplingError) {}

  /**
   * Computes them.
   *
   * @param counts of one problem or more
   * @param majority beside {@code counts}, see {@link MajorityVote#ties}
   * @param ks 1..n each
   */
  public static PolicyStatistics of(
      CorrectCounts counts, List<Integer> majority, List<Integer> ks, Bootstrap bootstrap) {
    int n = counts.samples();
    var asked = new Asked(new ArrayList<>(), new ArrayList<>());
    ks.forEach(k -> asked.add(Measure.PASS_AT_K, k, counts.passAtK(k)));
    ks.forEach(k -> asked.add(Measure.PASS_POWER_K, k, counts.allRight(k)));
    asked.add(Measure.AVERAGE_AT_N, n, counts.passAtK(1));
    asked.add(Measure.MAJORITY_AT_N, n, scores(majority));
    asked.series.addAll(Arrays.asList(counts.curve()));
    var means = MeanEstimate.of(asked.series.toArray(double[][]::new), bootstrap);
    int count = asked.names.size();
    return new PolicyStatistics(
        IntStream.range(0, count)
            .mapToObj(i -> asked.names.get(i).statistic(means.get(i), counts))
            .toList(),
        List.copyOf(means.subList(count, count + n)));
  }

  private static double[] scores(List<Integer> majority) {
    return majority.stream().mapToDouble(MajorityVote::score).toArray();
  }

  private record Asked(List<Name> names, List<double[]> series) {
    void add(Measure measure, int k, double[] values) {
      names.add(new Name(measure, k));
      series.add(values);
    }
  }

  private record Name(Measure measure, int k) {
    Statistic statistic(MeanEstimate mean, CorrectCounts counts) {
      var samplingError =
          switch (measure) {
            case PASS_AT_K -> OptionalDouble.of(counts.samplingErrorOfPassAtK(k));
            case PASS_POWER_K -> OptionalDouble.of(counts.samplingErrorOfAllRight(k));
            case AVERAGE_AT_N -> OptionalDouble.of(counts.samplingErrorOfPassAtK(1));
            case MAJORITY_AT_N -> OptionalDouble.empty();
          };
      return new Statistic(measure, k, mean, samplingError);
    }
  }
}
