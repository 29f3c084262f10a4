package dev.foresight.trainer.experiments;

import dev.foresight.proto.Experiment;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.Ids;
import dev.foresight.proto.TrainingJobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One training job of an experiment.
 *
 * @param attempt 0 at first; a resubmission adds one
 */
record Job(String id, TrainingJobSpec spec, int attempt) {
  private static final int MOST_ATTEMPTS = 1000;

  static Job of(TrainingJobSpec spec, int attempt) {
    return new Job(Ids.of(spec, attempt), spec, attempt);
  }

  /**
   * The jobs of {@code experiment}, each at its latest attempt, in the order of {@code job_ids}.
   */
  static List<Job> of(Experiment experiment) {
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
  Job again() {
    return of(spec, attempt + 1);
  }

  /** Small budgets first, so that there is something to compare early. */
  static List<TrainingJobSpec> specs(String experimentId, ExperimentSpec experiment) {
    var specs = new ArrayList<TrainingJobSpec>();
    for (long budget : experiment.getTokenBudgetsList().stream().sorted().toList()) {
      for (long seed : experiment.getSeedsList()) {
        for (int n : experiment.getPredictTokensList()) {
          specs.add(
              TrainingJobSpec.newBuilder()
                  .setExperimentId(experimentId)
                  .setData(experiment.getData())
                  .setShape(experiment.getShape().toBuilder().setPredictTokens(n))
                  .setTokenBudget(budget)
                  .setSeed(seed)
                  .setOptimization(experiment.getOptimization())
                  .build());
        }
      }
    }
    return specs;
  }
}
