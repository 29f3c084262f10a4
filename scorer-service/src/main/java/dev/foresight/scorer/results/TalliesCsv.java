package dev.foresight.scorer.results;

import dev.foresight.scorer.results.EvaluationResults.Tally;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What all statistics of an evaluation are computed from, as CSV: a line for each temperature,
 * problem and policy.
 *
 * @param tallies by temperature
 */
record TalliesCsv(String evaluationId, Map<String, List<Tally>> tallies) {
  private static final String HEADER = "evaluation,temperature,problem,n,policy,correct";

  String text() {
    return Csv.text(HEADER, tallies.keySet().stream().flatMap(this::lines));
  }

  private Stream<String> lines(String temperature) {
    return tallies.getOrDefault(temperature, List.of()).stream()
        .flatMap(tally -> lines(temperature, tally));
  }

  private Stream<String> lines(String temperature, Tally tally) {
    return tally.correct().entrySet().stream()
        .map(
            correct ->
                Csv.line(
                    evaluationId,
                    temperature,
                    tally.problem(),
                    tally.n(),
                    correct.getKey(),
                    correct.getValue()));
  }
}
