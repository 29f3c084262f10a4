package dev.foresight.scorer.results;

import java.util.Objects;
import java.util.stream.Stream;

/** The statistics of an evaluation as CSV: a line for each temperature, policy, measure and k. */
record StatisticsCsv(EvaluationResults results) {
  private static final String HEADER =
      "evaluation,temperature,policy,measure,k,value,lower,upper,lower_95,upper_95,sampling_error,"
          + "samples,problems,complete";

  String text() {
    return Csv.text(HEADER, results.statistics().stream().flatMap(this::lines));
  }

  private Stream<String> lines(PolicyResult policy) {
    return policy.statistics().stream().map(statistic -> line(policy, statistic));
  }

  private String line(PolicyResult policy, StatisticResult statistic) {
    return Csv.line(
        results.evaluationId(),
        policy.temperature(),
        policy.policy(),
        statistic.measure(),
        statistic.k(),
        statistic.value(),
        statistic.lower(),
        statistic.upper(),
        statistic.lower95(),
        statistic.upper95(),
        Objects.toString(statistic.samplingError(), ""),
        policy.samples(),
        policy.problems(),
        policy.complete());
  }
}
