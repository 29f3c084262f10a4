package dev.foresight.trainer.experiments;

import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.problems.EvaluationRequest;
import java.util.List;

/**
 * One model to be trained and evaluated: an experiment of one job. A field that is null takes its
 * default.
 *
 * @param name for people; default {@code training-job}
 * @param predictTokens prediction heads; default 1
 * @param tokenBudget tokens to train on; default 2,000,000
 * @param seed of initial weights and data order; default 1
 */
record TrainingJobRequest(
    String name,
    String corpus,
    ModelRequest model,
    Integer predictTokens,
    Long tokenBudget,
    Long seed,
    OptimizationRequest optimization,
    EvaluationRequest evaluation) {

  TrainingJobRequest {
    name = requireNonNullElse(name, "training-job");
    predictTokens = requireNonNullElse(predictTokens, 1);
    tokenBudget = requireNonNullElse(tokenBudget, 2_000_000L);
    seed = requireNonNullElse(seed, 1L);
  }

  /** The experiment that has only this job. */
  ExperimentRequest toExperiment() {
    return new ExperimentRequest(
        name,
        corpus,
        model,
        List.of(predictTokens),
        List.of(tokenBudget),
        List.of(seed),
        optimization,
        evaluation);
  }
}
