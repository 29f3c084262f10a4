package dev.foresight.trainer.requests;

import dev.foresight.proto.Experiment;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.Ids;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.TrainingJobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One training job of an experiment.
 *
 * @param attempt 0 at first; a resubmission adds one
 */
public record Job(String id, TrainingJobSpec spec, int attempt) {
  private static final int MOST_ATTEMPTS = 1000;

  public static Job of(TrainingJobSpec spec, int attempt) {
    return new Job(Ids.of(spec, attempt), spec, attempt);
  }

  /**
   * The jobs of {@code experiment}, each at its latest attempt, in the order of {@code job_ids}.
   */
  public static List<Job> of(Experiment experiment) {
    List<TrainingJobSpec> specs = specs(experiment.getExperimentId(), experiment.getSpec());
    var jobs = new ArrayList<Job>();
    for (int i = 0; i < specs.size(); i++) {
      String id = experiment.getJobIds(i);
      TrainingJobSpec spec = specs.get(i);
      int attempt = attempt(spec, id);
      jobs.add(new Job(id, spec, attempt));
    }
    return jobs;
  }

  private static int attempt(TrainingJobSpec spec, String id) {
    return IntStream.range(0, MOST_ATTEMPTS)
        .filter(attempt -> Ids.of(spec, attempt).equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("job " + id + " is of no known attempt"));
  }

  /** The same job once more. */
  public Job again() {
    return of(spec, attempt + 1);
  }

  /**
   * What the jobs of {@code experiment} are to do, small budgets first, so that there is something
   * to compare early. With wsd one run yields all budgets.
   */
  public static List<TrainingJobSpec> specs(String experimentId, ExperimentSpec experiment) {
    List<Long> budgets = experiment.getTokenBudgetsList().stream().sorted().toList();
    if (experiment.getOptimization().getSchedule().equals(OptimizationRequest.WSD)) {
      long largest = budgets.getLast();
      return specs(experimentId, experiment, largest, budgets.subList(0, budgets.size() - 1));
    }
    return budgets.stream()
        .flatMap(budget -> specs(experimentId, experiment, budget, List.of()).stream())
        .toList();
  }

  private static List<TrainingJobSpec> specs(
      String experimentId, ExperimentSpec experiment, long budget, List<Long> branches) {
    var specs = new ArrayList<TrainingJobSpec>();
    for (long seed : experiment.getSeedsList()) {
      for (int n : experiment.getPredictTokensList()) {
        specs.add(
            TrainingJobSpec.newBuilder()
                .setExperimentId(experimentId)
                .setData(experiment.getData())
                .setShape(shape(experiment, n))
                .setTokenBudget(budget)
                .addAllBranchBudgets(branches)
                .setSeed(seed)
                .setOptimization(experiment.getOptimization())
                .setInitialCheckpointId(experiment.getInitialCheckpointId())
                .addAllAnnounceAt(announced(experiment, budget))
                .build());
      }
    }
    return specs;
  }

  /**
   * An initial checkpoint keeps its trunk whatever n is; its experiment's shape is that of n = 1.
   */
  private static ModelShape shape(ExperimentSpec experiment, int n) {
    ModelShape shape = experiment.getShape();
    int added = experiment.getInitialCheckpointId().isEmpty() ? 0 : n - 1;
    return shape.toBuilder().setLayers(shape.getLayers() + added).setPredictTokens(n).build();
  }

  private static List<Long> announced(ExperimentSpec experiment, long budget) {
    return experiment.getAnnounceAtList().stream().filter(at -> at < budget).toList();
  }
}
