package dev.foresight.sampler.control;

import dev.foresight.proto.EvaluationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation over HTTP.
 *
 * @param state active, complete, cancelled or failed
 * @param reason why it failed, in a sentence; none otherwise
 * @param checkpointName of a checkpoint that was trained elsewhere; none otherwise
 * @param intermediate whether the checkpoint comes from the middle of a run
 * @param samplesCounted samples that the scorer has counted
 * @param samplesWanted samples that are wanted
 * @param conflicts samples that came back different from the first of their index
 * @param secondsLeft until all are counted, by the speed over the last minutes; none while that is
 *     not known, or nothing is left
 * @param problems how many problems are asked
 * @param sharedPromptTokens tokens that all prompts start with, read once
 */
record EvaluationResource(
    String id,
    String state,
    @Nullable String reason,
    String checkpointId,
    @Nullable String checkpointName,
    boolean intermediate,
    @Nullable String experimentId,
    @Nullable String jobId,
    int predictTokens,
    long tokensSeen,
    long samplesCounted,
    long samplesWanted,
    long conflicts,
    @Nullable Long secondsLeft,
    int problems,
    int samplesPerProblem,
    List<String> temperatures,
    String topP,
    List<Integer> k,
    int shots,
    int sharedPromptTokens,
    int maxNewTokens,
    List<String> stopStrings,
    String precision,
    List<String> policies,
    String dataset,
    String datasetSha256,
    Instant submittedAt) {

  static final String PATH = "/api/v1/evaluations";
  private static final String PREFIX = "EVALUATION_STATE_";

  static EvaluationResource of(Progress progress, Optional<Duration> timeLeft) {
    var evaluation = progress.evaluation();
    var spec = evaluation.getSpec();
    var checkpoint = evaluation.getCheckpoint();
    return new EvaluationResource(
        evaluation.getEvaluationId(),
        evaluation.getState().name().substring(PREFIX.length()).toLowerCase(Locale.ROOT),
        orNull(evaluation.getReason()),
        spec.getCheckpointId(),
        orNull(checkpoint.getName()),
        checkpoint.getIntermediate(),
        orNull(checkpoint.getExperimentId()),
        orNull(checkpoint.getJobId()),
        checkpoint.getShape().getPredictTokens(),
        checkpoint.getTokensSeen(),
        progress.counted(),
        progress.wanted(),
        progress.conflicts(),
        evaluation.getState() == EvaluationState.EVALUATION_STATE_ACTIVE
            ? timeLeft.map(Duration::toSeconds).orElse(null)
            : null,
        spec.getProblemsCount(),
        spec.getSamplesPerProblem(),
        spec.getTemperaturesList(),
        spec.getTopP(),
        spec.getKList(),
        spec.getExemplarsCount(),
        evaluation.getSharedTokens(),
        spec.getMaxNewTokens(),
        spec.getStopStringsList(),
        spec.getPrecision(),
        spec.getPoliciesList(),
        evaluation.getDatasetLocation(),
        spec.getDatasetSha256(),
        Instant.ofEpochMilli(evaluation.getSubmittedAtMillis()));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
