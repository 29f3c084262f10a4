package dev.foresight.scorer.results;

import dev.foresight.proto.Evaluation;
import dev.foresight.scorer.cell.Cell;
import dev.foresight.scorer.pipeline.Views;
import dev.foresight.scorer.statistics.CorrectCounts;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every statistic of an evaluation's cells, for any k and policy. */
@Component
class EvaluationStatistics {
  private final Views views;
  private final Computations computations;

  EvaluationStatistics(Views views, Computations computations) {
    this.views = views;
    this.computations = computations;
  }

  /**
   * The present results of an evaluation.
   *
   * @param k default: those of the evaluation
   * @param policies default: those of the evaluation
   * @throws UnknownIdException if there is none of that id
   * @throws InvalidQueryException if a k is not defined or a policy is not known
   */
  EvaluationResults results(String id, @Nullable List<Integer> k, @Nullable List<String> policies) {
    var evaluation = evaluation(id);
    var question = Question.of(k, policies, evaluation.getSpec());
    var cells = scored(evaluation);
    var checkpoint = evaluation.getCheckpoint();
    return new EvaluationResults(
        id,
        checkpoint.getExperimentId(),
        checkpoint.getCheckpointId(),
        Results.cells(views, evaluation),
        cells.stream().flatMap(cell -> policies(cell, question)).toList(),
        EvaluationResults.tallies(cells, question.policies()));
  }

  /** Only what was counted, by temperature. Parameters and errors as above. */
  Map<String, List<EvaluationResults.Tally>> tallies(String id, @Nullable List<String> policies) {
    var evaluation = evaluation(id);
    var asked = Question.of(null, policies, evaluation.getSpec()).policies();
    return EvaluationResults.tallies(scored(evaluation), asked);
  }

  private Evaluation evaluation(String id) {
    return views.evaluation(id).orElseThrow(() -> new UnknownIdException("evaluation", id));
  }

  /** Those with samples, in the order of the evaluation's temperatures. */
  private List<ScoredCell> scored(Evaluation evaluation) {
    var temperatures = evaluation.getSpec().getTemperaturesList();
    return views.cells(evaluation.getEvaluationId()).stream()
        .map(record -> new ScoredCell(evaluation, record))
        .sorted(Comparator.comparingInt(cell -> temperatures.indexOf(cell.temperature())))
        .toList();
  }

  private Stream<PolicyResult> policies(ScoredCell cell, Question question) {
    var primary = Question.policy(null, cell.evaluation().getSpec());
    return question.policies().stream()
        .flatMap(policy -> policy(cell, policy, policy.equals(primary), question).stream());
  }

  private Optional<PolicyResult> policy(
      ScoredCell cell, String policy, boolean primary, Question question) {
    var problems = cell.problems();
    return problems
        .counts(policy)
        .map(
            counts ->
                result(
                    cell,
                    policy,
                    primary,
                    counts,
                    problems.majority(policy).orElse(List.of()),
                    question));
  }

  private PolicyResult result(
      ScoredCell cell,
      String policy,
      boolean primary,
      CorrectCounts counts,
      List<Integer> majority,
      Question question) {
    var all = computations.statistics(counts, majority, question.k(), Cell.seed(cell.key()));
    return new PolicyResult(
        cell.temperature(),
        policy,
        primary,
        counts.samples(),
        counts.problems(),
        cell.record().getComplete(),
        all.statistics().stream().map(StatisticResult::of).toList(),
        CurveResult.of(all.curve()));
  }
}
