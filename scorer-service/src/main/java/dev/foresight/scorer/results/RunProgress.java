package dev.foresight.scorer.results;

import dev.foresight.proto.TrainingRun;
import java.util.List;

/**
 * A training run of the experiment.
 *
 * @param attempt 0, and one more for each resubmission
 * @param step optimizer steps done
 * @param losses mean cross-entropy of each head over the latest step, in nats
 * @param firstLosses the same over the first step
 * @param reason why it failed; empty if it did not
 */
record RunProgress(
    String jobId,
    int predictTokens,
    long tokenBudget,
    long seed,
    int attempt,
    Stage stage,
    long step,
    long stepsTotal,
    long tokensSeen,
    List<Float> losses,
    List<Float> firstLosses,
    String reason) {

  static RunProgress of(TrainingRun run) {
    var spec = run.getJob().getSpec();
    return new RunProgress(
        run.getJobId(),
        spec.getShape().getPredictTokens(),
        spec.getTokenBudget(),
        spec.getSeed(),
        run.getJob().getAttempt(),
        Stage.of(run.getState()),
        run.getStep(),
        run.getStepsTotal(),
        run.getTokensSeen(),
        run.getLossesList(),
        run.getFirstLossesList(),
        run.getReason());
  }

  Model model() {
    return new Model(predictTokens, tokenBudget, seed);
  }
}
