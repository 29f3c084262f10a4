package dev.foresight.scorer.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProblemTally;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One model at one temperature.
 *
 * @param name of a model that was trained elsewhere; absent for the experiment's own
 * @param intermediate the model comes from the middle of a run, at a learning rate that had not
 *     decayed
 * @param schedule how its learning rate went; absent where that is not known
 * @param tokensSeen tokens the checkpoint was trained on; 0 before there is one
 * @param temperature as written in the evaluation
 * @param evaluationId absent before there is a checkpoint to evaluate; so are the next two
 * @param problemsComplete problems with every sample
 * @param samplesCounted distinct samples of all problems
 * @param conflicts samples that came again with another text
 * @param complete every problem has every sample; else estimates are over the complete prefix of
 *     the evaluation's order of problems
 * @param speculation what became of drafts; absent where none were tried
 * @param estimates by policy and k; empty until the first problem of the order is complete
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CellResult(
    @Schema(example = "2") int predictTokens,
    @Schema(example = "5000000") long tokenBudget,
    long tokensSeen,
    long seed,
    @Nullable String name,
    boolean intermediate,
    @Nullable String schedule,
    @Schema(example = "0.6") String temperature,
    Stage stage,
    @Nullable String evaluationId,
    @Nullable String checkpointId,
    @Nullable String jobId,
    int problemsComplete,
    int problemsTotal,
    long samplesCounted,
    long samplesWanted,
    long conflicts,
    boolean complete,
    @Nullable SpeculationResult speculation,
    List<EstimateResult> estimates) {

  /** A cell whose model is still to come. */
  static CellResult toCome(
      Model model, String temperature, Stage stage, ExperimentSpec experiment) {
    EvaluationSpec spec = experiment.getEvaluation();
    return new CellResult(
        model.predictTokens(),
        model.tokenBudget(),
        0,
        model.seed(),
        null,
        false,
        Schedule.of(experiment.getOptimization()),
        temperature,
        stage,
        null,
        null,
        null,
        0,
        spec.getProblemsCount(),
        0,
        wanted(spec),
        0,
        false,
        null,
        List.of());
  }

  /** A cell of {@code evaluation}, from its latest record. */
  static CellResult of(Evaluation evaluation, PassAtK cell) {
    CheckpointPublished checkpoint = evaluation.getCheckpoint();
    return new CellResult(
        checkpoint.getShape().getPredictTokens(),
        checkpoint.getTokenBudget(),
        checkpoint.getTokensSeen(),
        checkpoint.getSeed(),
        orNull(checkpoint.getName()),
        checkpoint.getIntermediate(),
        orNull(checkpoint.getSchedule()),
        cell.getTemperature(),
        Stage.of(evaluation.getState(), cell.getComplete()),
        evaluation.getEvaluationId(),
        checkpoint.getCheckpointId(),
        checkpoint.getJobId(),
        problemsComplete(cell),
        evaluation.getSpec().getProblemsCount(),
        cell.getProblemsList().stream().mapToLong(ProblemTally::getN).sum(),
        wanted(evaluation.getSpec()),
        cell.getConflicts(),
        cell.getComplete(),
        SpeculationResult.of(cell),
        cell.getEstimatesList().stream().map(EstimateResult::of).toList());
  }

  /** Problems of {@code cell} with every sample. */
  static int problemsComplete(PassAtK cell) {
    return (int)
        cell.getProblemsList().stream()
            .filter(problem -> problem.getN() >= cell.getSamplesPerProblem())
            .count();
  }

  private static long wanted(EvaluationSpec spec) {
    return (long) spec.getProblemsCount() * spec.getSamplesPerProblem();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Which model it is of. */
  Model model() {
    return new Model(
        predictTokens,
        tokenBudget,
        seed,
        Objects.requireNonNullElse(name, ""),
        intermediate ? tokensSeen : 0);
  }

  Optional<EstimateResult> estimate(String policy, int k) {
    return estimates.stream()
        .filter(estimate -> estimate.policy().equals(policy) && estimate.k() == k)
        .findFirst();
  }
}
