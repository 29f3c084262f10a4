package dev.foresight.scorer.texts;

import dev.foresight.proto.EvaluationSpec;
import java.util.List;

/**
 * Which samples of an evaluation are meant.
 *
 * @param problems rows of the dataset, ascending
 * @param temperatures as the evaluation writes them
 * @param samples of each problem and temperature: indices 0 to this, exclusive
 */
public record Selection(
    String evaluation, List<Integer> problems, List<String> temperatures, int samples) {

  /** All that {@code spec} wants. */
  public static Selection of(String evaluation, EvaluationSpec spec) {
    return new Selection(
        evaluation,
        spec.getProblemsList().stream().distinct().sorted().toList(),
        spec.getTemperaturesList(),
        spec.getSamplesPerProblem());
  }

  /** Of these the samples at one temperature. */
  public Selection at(String temperature) {
    return new Selection(evaluation, problems, List.of(temperature), samples);
  }

  /** Of these the samples of some problems, ascending. */
  public Selection of(List<Integer> some) {
    return new Selection(evaluation, some, temperatures, samples);
  }
}
