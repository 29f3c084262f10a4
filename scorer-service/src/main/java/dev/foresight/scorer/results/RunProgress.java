package dev.foresight.scorer.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.TrainingRun;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A training run of the experiment.
 *
 * @param attempt 0, and one more for each resubmission
 * @param step optimizer steps done
 * @param losses mean cross-entropy of each head over the latest step, in nats
 * @param firstLosses the same over the first step
 * @param branchBudgets smaller budgets for which a run with schedule wsd branches off
 * @param validationLosses mean cross-entropy of each head over the held-out documents; empty if
 *     none were held out
 * @param validationStep the step after which they were taken
 * @param brokenRows rows of the corpus that could not be read and were left out
 * @param overlap how much of the benchmark the corpus holds; absent until that is known
 * @param preparing what the run does before its first step; empty once it trains
 * @param reason why it failed; empty if it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunProgress(
    String jobId,
    int predictTokens,
    long tokenBudget,
    List<Long> branchBudgets,
    long seed,
    String schedule,
    int attempt,
    Stage stage,
    long step,
    long stepsTotal,
    long tokensSeen,
    List<Float> losses,
    List<Float> firstLosses,
    List<Float> validationLosses,
    long validationStep,
    long brokenRows,
    @Nullable OverlapResult overlap,
    String preparing,
    String reason) {

  static RunProgress of(TrainingRun run) {
    var spec = run.getJob().getSpec();
    return new RunProgress(
        run.getJobId(),
        spec.getShape().getPredictTokens(),
        spec.getTokenBudget(),
        spec.getBranchBudgetsList(),
        spec.getSeed(),
        Schedule.of(spec.getOptimization()),
        run.getJob().getAttempt(),
        Stage.of(run.getState()),
        run.getStep(),
        run.getStepsTotal(),
        run.getTokensSeen(),
        run.getLossesList(),
        run.getFirstLossesList(),
        run.getValidationLossesList(),
        run.getValidationStep(),
        run.getBrokenRows(),
        run.hasOverlap() ? OverlapResult.of(run.getOverlap()) : null,
        run.getPreparing(),
        run.getReason());
  }

  /** The models at the ends of its budget and of its branches. */
  Stream<Model> models() {
    return Stream.concat(Stream.of(tokenBudget), branchBudgets.stream())
        .map(budget -> new Model(predictTokens, budget, seed));
  }
}
