package dev.foresight.scorer.results;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.PassAtK;
import dev.foresight.scorer.pipeline.Views;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together what the views know. */
@Component
class Results {
  private final Views views;

  Results(Views views) {
    this.views = views;
  }

  /** All experiments, the latest first. */
  List<ExperimentSummary> experiments() {
    return views.experiments().stream().map(ExperimentSummary::of).toList();
  }

  /** All evaluations, the latest first. */
  List<EvaluationSummary> evaluations() {
    return views.evaluations().stream().map(EvaluationSummary::of).toList();
  }

  /**
   * A training run.
   *
   * @throws UnknownIdException if there is none of that id
   */
  RunResult run(String jobId) {
    var run = views.run(jobId).orElseThrow(() -> new UnknownIdException("training run", jobId));
    return RunResult.of(
        run,
        views.evaluations().stream()
            .filter(evaluation -> evaluation.getCheckpoint().getJobId().equals(jobId))
            .map(EvaluationSummary::of)
            .toList());
  }

  /**
   * A checkpoint, which the scorer knows from its evaluations.
   *
   * @throws UnknownIdException if none of that id is evaluated
   */
  CheckpointResult checkpoint(String id) {
    var evaluations =
        views.evaluations().stream()
            .filter(evaluation -> evaluation.getCheckpoint().getCheckpointId().equals(id))
            .toList();
    return evaluations.stream()
        .findFirst()
        .map(
            latest ->
                CheckpointResult.of(
                    latest.getCheckpoint(),
                    evaluations.stream().map(EvaluationSummary::of).toList()))
        .orElseThrow(() -> new UnknownIdException("evaluated checkpoint", id));
  }

  /**
   * The present results of an experiment.
   *
   * @throws UnknownIdException if there is none of that id
   */
  ExperimentResults experiment(String id) {
    var experiment =
        views
            .experiment(id)
            .map(known -> shown(views, known))
            .orElseThrow(() -> new UnknownIdException("experiment", id));
    var runs = views.runs(id).stream().map(RunProgress::of).toList();
    return results(experiment, runs, cells(experiment, runs));
  }

  /** Under the policies that all its evaluations were rescored with, if these are the same. */
  static Experiment shown(Views views, Experiment experiment) {
    var policies =
        evaluationsByModel(views, experiment.getExperimentId()).values().stream()
            .map(evaluation -> List.copyOf(evaluation.getSpec().getPoliciesList()))
            .distinct()
            .toList();
    if (policies.size() != 1) {
      return experiment;
    }
    var shown = experiment.toBuilder();
    shown
        .getSpecBuilder()
        .getEvaluationBuilder()
        .clearPolicies()
        .addAllPolicies(policies.getFirst());
    return shown.build();
  }

  private static ExperimentResults results(
      Experiment experiment, List<RunProgress> runs, List<CellResult> cells) {
    var spec = experiment.getSpec();
    return new ExperimentResults(
        experiment.getExperimentId(),
        spec.getName(),
        Instant.ofEpochMilli(experiment.getSubmittedAtMillis()),
        spec.getPredictTokensList(),
        spec.getTokenBudgetsList(),
        spec.getSeedsList(),
        spec.getEvaluation().getTemperaturesList(),
        spec.getEvaluation().getKList(),
        spec.getEvaluation().getPoliciesList(),
        spec.getEvaluation().getProblemsCount(),
        spec.getEvaluation().getSamplesPerProblem(),
        spec.getEvaluation().getTopP(),
        Schedule.of(spec.getOptimization()),
        !cells.isEmpty() && cells.stream().allMatch(CellResult::complete),
        runs,
        cells);
  }

  private List<CellResult> cells(Experiment experiment, List<RunProgress> runs) {
    var evaluations = evaluationsByModel(views, experiment.getExperimentId());
    var latest = latestRuns(runs);
    var own = Model.of(experiment.getSpec());
    var beside =
        evaluations.keySet().stream()
            .filter(model -> !own.contains(model))
            .sorted(Model.ORDER)
            .toList();
    return Stream.concat(own.stream(), beside.stream())
        .flatMap(
            model -> cells(model, evaluations.get(model), latest.get(model), experiment).stream())
        .toList();
  }

  /** The run that each model is an end of, at its latest attempt. */
  private static Map<Model, RunProgress> latestRuns(List<RunProgress> runs) {
    var latest = new HashMap<Model, RunProgress>();
    runs.stream()
        .sorted(Comparator.comparingInt(RunProgress::attempt))
        .forEach(run -> run.models().forEach(model -> latest.put(model, run)));
    return latest;
  }

  private List<CellResult> cells(
      Model model,
      @Nullable Evaluation evaluation,
      @Nullable RunProgress run,
      Experiment experiment) {
    if (evaluation != null) {
      return cells(views, evaluation);
    }
    var spec = experiment.getSpec().getEvaluation();
    var stage = run == null ? Stage.WAITING : run.stage();
    return spec.getTemperaturesList().stream()
        .map(temperature -> CellResult.toCome(model, temperature, stage, experiment.getSpec()))
        .toList();
  }

  /** The latest evaluation of each model. */
  static Map<Model, Evaluation> evaluationsByModel(Views views, String experimentId) {
    return views.evaluations().stream()
        .filter(evaluation -> evaluation.getCheckpoint().getExperimentId().equals(experimentId))
        .collect(
            Collectors.toMap(
                evaluation -> Model.of(evaluation.getCheckpoint()),
                Function.identity(),
                (latest, older) -> latest));
  }

  /** Every cell of {@code evaluation}, with or without samples. */
  static List<CellResult> cells(Views views, Evaluation evaluation) {
    var known =
        views.cells(evaluation.getEvaluationId()).stream()
            .collect(Collectors.toMap(PassAtK::getTemperature, Function.identity()));
    return evaluation.getSpec().getTemperaturesList().stream()
        .map(temperature -> known.getOrDefault(temperature, withoutSamples(temperature)))
        .map(cell -> CellResult.of(evaluation, cell))
        .toList();
  }

  private static PassAtK withoutSamples(String temperature) {
    return PassAtK.newBuilder().setTemperature(temperature).build();
  }
}
