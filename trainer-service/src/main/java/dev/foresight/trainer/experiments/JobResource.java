package dev.foresight.trainer.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.OverlappingProblem;
import dev.foresight.proto.TrainingRun;
import dev.foresight.trainer.requests.Job;
import dev.foresight.trainer.requests.OptimizationRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A training job as REST shows it.
 *
 * @param experiment the experiment's id
 * @param attempt 0 at first; a resubmission after a failure or cancellation adds one
 * @param state QUEUED, RUNNING, SUCCEEDED, FAILED or CANCELLED
 * @param cancelRequested whether someone asked for its end
 * @param steps optimizer steps in all; 0 while queued
 * @param losses mean cross-entropy of each head in nats over the latest step, head 1 first
 * @param firstLosses the same over the first step
 * @param branchBudgets smaller budgets for which a wsd run branches off
 * @param validationLosses mean cross-entropy of each head over the held-out documents, taken after
 *     {@code validationStep}
 * @param gradientNorm of the latest step, before clipping
 * @param failures tries that ended with an error
 * @param brokenRows rows of the corpus that could not be read and were left out
 * @param overlap how much of the evaluation's problems the corpus holds, once that is known
 * @param preparing what the run does before its first step, in words
 * @param checkpoint the trained model, once there is one
 * @param checkpoints all that were announced, in order
 * @param reason why it failed, or why the latest try did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobResource(
    String id,
    String experiment,
    int predictTokens,
    long tokenBudget,
    List<Long> branchBudgets,
    long seed,
    String schedule,
    int attempt,
    String state,
    boolean cancelRequested,
    long step,
    long steps,
    long tokensSeen,
    List<Float> losses,
    List<Float> firstLosses,
    List<Float> validationLosses,
    long validationStep,
    double tokensPerSecond,
    double learningRate,
    double gradientNorm,
    int failures,
    long brokenRows,
    @Nullable OverlapResource overlap,
    @Nullable String preparing,
    @Nullable CheckpointResource checkpoint,
    List<CheckpointResource> checkpoints,
    @Nullable String reason,
    @Nullable Instant updatedAt,
    Map<String, String> links) {

  /**
   * A stored model.
   *
   * @param location URI of its folder
   * @param tokenBudget the budget whose end it is, or that its run was on the way to
   * @param intermediate announced on the way, at a learning rate that had not decayed
   */
  record CheckpointResource(
      String id, String location, long tokensSeen, long tokenBudget, boolean intermediate) {

    static CheckpointResource of(CheckpointPublished checkpoint) {
      return new CheckpointResource(
          checkpoint.getCheckpointId(),
          checkpoint.getLocation(),
          checkpoint.getTokensSeen(),
          checkpoint.getTokenBudget(),
          checkpoint.getIntermediate());
    }
  }

  /**
   * Evaluation problems that the corpus holds, by n-grams of words.
   *
   * @param n words of an n-gram
   * @param overlapping of the {@code problems}, how many share at least one n-gram with the corpus
   * @param worst the worst of them first, at most 20
   */
  record OverlapResource(int n, long problems, long overlapping, List<OverlappingResource> worst) {

    static @Nullable OverlapResource of(TrainingRun run) {
      var overlap = run.getOverlap();
      return run.hasOverlap()
          ? new OverlapResource(
              overlap.getN(),
              overlap.getProblems(),
              overlap.getOverlapping(),
              overlap.getWorstList().stream().map(OverlappingResource::of).toList())
          : null;
    }
  }

  /**
   * One of them.
   *
   * @param problem the dataset's row
   * @param share of the problem's n-grams that the corpus holds
   * @param example one of them
   */
  record OverlappingResource(int problem, double share, String example) {
    static OverlappingResource of(OverlappingProblem problem) {
      return new OverlappingResource(
          problem.getProblem(), problem.getShare(), problem.getExample());
    }
  }

  static final String PATH = "/api/v1/training-jobs";

  static String path(String id) {
    return PATH + "/" + id;
  }

  static JobResource of(JobView view, List<CheckpointPublished> checkpoints) {
    Job job = view.job();
    TrainingRun run = view.run().orElse(TrainingRun.getDefaultInstance());
    return new JobResource(
        job.id(),
        job.spec().getExperimentId(),
        job.spec().getShape().getPredictTokens(),
        job.spec().getTokenBudget(),
        job.spec().getBranchBudgetsList(),
        job.spec().getSeed(),
        OptimizationRequest.scheduleOf(job.spec().getOptimization()),
        job.attempt(),
        view.label(),
        view.cancelRequested(),
        run.getStep(),
        run.getStepsTotal(),
        run.getTokensSeen(),
        run.getLossesList(),
        run.getFirstLossesList(),
        run.getValidationLossesList(),
        run.getValidationStep(),
        run.getTokensPerSecond(),
        run.getLearningRate(),
        run.getGradientNorm(),
        run.getFailures(),
        run.getBrokenRows(),
        OverlapResource.of(run),
        orNull(run.getPreparing()),
        checkpoints.stream()
            .filter(checkpoint -> checkpoint.getCheckpointId().equals(run.getCheckpointId()))
            .findFirst()
            .map(CheckpointResource::of)
            .orElse(null),
        checkpoints.stream().map(CheckpointResource::of).toList(),
        orNull(run.getReason()),
        run.getUpdatedAtMillis() == 0 ? null : Instant.ofEpochMilli(run.getUpdatedAtMillis()),
        Map.of(
            "self",
            path(job.id()),
            "experiment",
            ExperimentResource.path(job.spec().getExperimentId())));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
