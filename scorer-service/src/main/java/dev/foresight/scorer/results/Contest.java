package dev.foresight.scorer.results;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.PassAtK;
import dev.foresight.scorer.cell.Cell;
import dev.foresight.scorer.pipeline.Views;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An experiment's own models and their cells, without models from elsewhere and from the middle of
 * a run.
 *
 * @param cells by model and temperature, where there are samples
 */
record Contest(Experiment experiment, Map<Model, Map<String, ScoredCell>> cells) {

  /**
   * As the views know it.
   *
   * @throws UnknownIdException if there is no experiment of that id
   */
  static Contest of(Views views, String experimentId) {
    var experiment =
        views
            .experiment(experimentId)
            .map(known -> Results.shown(views, known))
            .orElseThrow(() -> new UnknownIdException("experiment", experimentId));
    var own = Model.of(experiment.getSpec());
    var latest = Results.evaluationsByModel(views, experimentId);
    return new Contest(
        experiment,
        latest.entrySet().stream()
            .filter(entry -> own.contains(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> cells(views, entry.getValue()))));
  }

  private static Map<String, ScoredCell> cells(Views views, Evaluation evaluation) {
    return views.cells(evaluation.getEvaluationId()).stream()
        .collect(
            Collectors.toMap(
                PassAtK::getTemperature, record -> new ScoredCell(evaluation, record)));
  }

  /** The models with {@code n} predicted tokens at {@code budget}, over their seeds. */
  Optional<Arm> arm(int n, long budget, String temperature, String policy, int k) {
    return Arm.of(cells(n, budget, temperature), policy, k);
  }

  private List<ScoredCell> cells(int n, long budget, String temperature) {
    return experiment.getSpec().getSeedsList().stream()
        .flatMap(seed -> cell(new Model(n, budget, seed), temperature).stream())
        .toList();
  }

  /** Whether every model has every sample at {@code temperature}. */
  boolean isComplete(String temperature) {
    return Model.of(experiment.getSpec()).stream()
        .allMatch(model -> isComplete(model, temperature));
  }

  /** The same of the models with {@code n} predicted tokens at {@code budget}. */
  boolean isComplete(int n, long budget, String temperature) {
    return experiment.getSpec().getSeedsList().stream()
        .allMatch(seed -> isComplete(new Model(n, budget, seed), temperature));
  }

  private boolean isComplete(Model model, String temperature) {
    return cell(model, temperature).filter(cell -> cell.record().getComplete()).isPresent();
  }

  private Optional<ScoredCell> cell(Model model, String temperature) {
    return Optional.ofNullable(cells.getOrDefault(model, Map.of()).get(temperature));
  }

  /** The seed of all its resamples at {@code temperature}. */
  long seed(String temperature) {
    return Cell.seed(Cell.key(experiment.getExperimentId(), temperature));
  }
}
