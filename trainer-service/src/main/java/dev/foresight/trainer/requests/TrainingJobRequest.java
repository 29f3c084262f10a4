package dev.foresight.trainer.requests;

import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.problems.EvaluationRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model to be trained, and evaluated if {@code evaluation} says how: an experiment of one job.
 * A field that is null takes its default.
 *
 * @param name for people; default {@code training-job}
 * @param corpus as in {@link ExperimentRequest}, and so are the fields not named here
 * @param predictTokens prediction heads; default 1
 * @param tokenBudget tokens to train on; default 2,000,000
 * @param seed of initial weights and data order; default 1
 * @param evaluation how the checkpoint is sampled and scored; null means not at all
 */
public record TrainingJobRequest(
    String name,
    @Nullable String corpus,
    @Nullable DataRequest data,
    @Nullable ModelRequest model,
    Integer predictTokens,
    Long tokenBudget,
    Long seed,
    @Nullable OptimizationRequest optimization,
    @Nullable List<Long> announceAt,
    @Nullable String initialCheckpoint,
    @Nullable StatesRequest states,
    @Nullable EvaluationRequest evaluation) {

  public TrainingJobRequest {
    name = requireNonNullElse(name, "training-job");
    predictTokens = requireNonNullElse(predictTokens, 1);
    tokenBudget = requireNonNullElse(tokenBudget, 2_000_000L);
    seed = requireNonNullElse(seed, 1L);
  }

  /** The experiment that has only this job. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  public ExperimentRequest toExperiment() {
    return new ExperimentRequest(
        name,
        corpus,
        data,
        model,
        List.of(predictTokens),
        List.of(tokenBudget),
        List.of(seed),
        optimization,
        announceAt,
        initialCheckpoint,
        states,
        evaluation,
        null);
  }
}
