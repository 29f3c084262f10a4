package dev.foresight.scorer.results;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.ExperimentSpec;
import java.util.List;

/** What tells the models of an experiment apart. */
record Model(int predictTokens, long tokenBudget, long seed) {

  static Model of(CheckpointPublished checkpoint) {
    return new Model(
        checkpoint.getShape().getPredictTokens(),
        checkpoint.getTokenBudget(),
        checkpoint.getSeed());
  }

  /** All that the experiment compares, by budget, then tokens predicted, then seed. */
  static List<Model> of(ExperimentSpec spec) {
    return spec.getTokenBudgetsList().stream()
        .flatMap(
            budget ->
                spec.getPredictTokensList().stream()
                    .flatMap(n -> spec.getSeedsList().stream().map(s -> new Model(n, budget, s))))
        .toList();
  }
}
