package dev.foresight.scorer.results;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.ExperimentSpec;
import java.util.Comparator;
import java.util.List;

/**
 * What tells the models of an experiment apart.
 *
 * @param tokenBudget of the run, or of the branch of a run, that the model is the end of
 * @param name of one that was trained elsewhere; empty for the experiment's own
 * @param intermediateAt tokens seen by one from the middle of a run; 0 for the end
 */
record Model(int predictTokens, long tokenBudget, long seed, String name, long intermediateAt) {
  /** By tokens seen, then tokens predicted, then name, then seed. */
  static final Comparator<Model> ORDER =
      Comparator.comparingLong(Model::tokens)
          .thenComparing(Model::tokenBudget)
          .thenComparing(Model::predictTokens)
          .thenComparing(Model::name)
          .thenComparing(Model::seed);

  /** One of the experiment's own, at the end of its budget. */
  Model(int predictTokens, long tokenBudget, long seed) {
    this(predictTokens, tokenBudget, seed, "", 0);
  }

  static Model of(CheckpointPublished checkpoint) {
    return new Model(
        checkpoint.getShape().getPredictTokens(),
        checkpoint.getTokenBudget(),
        checkpoint.getSeed(),
        checkpoint.getName(),
        checkpoint.getIntermediate() ? checkpoint.getTokensSeen() : 0);
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

  private long tokens() {
    return intermediateAt == 0 ? tokenBudget : intermediateAt;
  }
}
