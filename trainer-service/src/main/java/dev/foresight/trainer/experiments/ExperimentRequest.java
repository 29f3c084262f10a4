package dev.foresight.trainer.experiments;

import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.problems.EvaluationRequest;
import java.util.List;

/**
 * An experiment to be run: a model for each of {@code predictTokens}, {@code tokenBudgets} and
 * {@code seeds}, each evaluated alike. A field that is null takes its default.
 *
 * @param name for people; part of the experiment's id; default {@code experiment}
 * @param corpus path of the training problems: JSON Lines with question and answer; required
 * @param model the models' shape
 * @param predictTokens numbers of prediction heads, each 1 or more, none twice; default 1, 2, 4
 * @param tokenBudgets tokens each model is trained on, each 0 or more, none twice; 0 publishes the
 *     initial weights as an untrained baseline; default 2,000,000 and 5,000,000
 * @param seeds of initial weights and data order, none twice; default 1
 * @param optimization how the models are trained
 * @param evaluation how the checkpoints are sampled and scored; its dataset is required
 */
record ExperimentRequest(
    String name,
    String corpus,
    ModelRequest model,
    List<Integer> predictTokens,
    List<Long> tokenBudgets,
    List<Long> seeds,
    OptimizationRequest optimization,
    EvaluationRequest evaluation) {

  ExperimentRequest {
    name = requireNonNullElse(name, "experiment");
    corpus = requireNonNullElse(corpus, "");
    model = requireNonNullElse(model, ModelRequest.defaults());
    predictTokens = List.copyOf(requireNonNullElse(predictTokens, List.of(1, 2, 4)));
    tokenBudgets = List.copyOf(requireNonNullElse(tokenBudgets, List.of(2_000_000L, 5_000_000L)));
    seeds = List.copyOf(requireNonNullElse(seeds, List.of(1L)));
    optimization = requireNonNullElse(optimization, OptimizationRequest.defaults());
    evaluation = requireNonNullElse(evaluation, EvaluationRequest.of(""));
  }
}
