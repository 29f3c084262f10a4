package dev.foresight.scorer.cell;

import dev.foresight.proto.Estimate;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.scorer.statistics.Bootstrap;
import dev.foresight.scorer.statistics.CorrectCounts;
import dev.foresight.scorer.statistics.MeanEstimate;
import dev.foresight.scorer.statistics.Memo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * pass@k as an evaluation asks for it. What a cell came to is remembered: while it fills up, its
 * complete prefix often stays as it was.
 */
public final class CellEstimates {
  private static final int REMEMBERED = 64;

  private final int resamples;
  private final Memo<Question, List<Estimate>> known = new Memo<>(REMEMBERED);

  private record Wanted(String policy, int k, CorrectCounts counts) {}

  private record Question(List<Wanted> wanted, long seed) {}

  /** With so many resamples of the bootstrap, 20 or more. */
  public CellEstimates(int resamples) {
    this.resamples = resamples;
  }

  /** Each policy that has graded and each k that is defined; none without a complete problem. */
  List<Estimate> of(EvaluationSpec spec, CompleteProblems problems, long seed) {
    var wanted =
        spec.getPoliciesList().stream()
            .flatMap(policy -> wanted(spec, policy, problems.counts(policy)))
            .toList();
    return wanted.isEmpty() ? List.of() : known.get(new Question(wanted, seed), this::estimates);
  }

  private static Stream<Wanted> wanted(
      EvaluationSpec spec, String policy, Optional<CorrectCounts> counts) {
    return counts.stream()
        .flatMap(c -> spec.getKList().stream().map(k -> new Wanted(policy, k, c)))
        .filter(w -> w.k >= 1 && w.k <= spec.getSamplesPerProblem());
  }

  private List<Estimate> estimates(Question question) {
    var wanted = question.wanted;
    var values = wanted.stream().map(w -> w.counts.passAtK(w.k)).toArray(double[][]::new);
    var means = MeanEstimate.of(values, new Bootstrap(resamples, question.seed));
    var estimates = new ArrayList<Estimate>();
    for (int i = 0; i < values.length; i++) {
      estimates.add(estimate(wanted.get(i), means.get(i)));
    }
    return estimates;
  }

  private static Estimate estimate(Wanted wanted, MeanEstimate mean) {
    return Estimate.newBuilder()
        .setPolicy(wanted.policy)
        .setK(wanted.k)
        .setValue(mean.value())
        .setLower(mean.interval90().lower())
        .setUpper(mean.interval90().upper())
        .setLower95(mean.interval95().lower())
        .setUpper95(mean.interval95().upper())
        .setSamplingError(wanted.counts.samplingErrorOfPassAtK(wanted.k))
        .setProblems(mean.problems())
        .build();
  }
}
