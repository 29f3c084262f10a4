package dev.foresight.scorer.samples;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a problem was asked and what was answered, at one temperature under one policy.
 *
 * @param problem row of the dataset
 * @param question null before the first sample of the problem; so are the next two
 * @param prompt all that the model read: template, exemplars, question
 * @param samples that are stored
 * @param answers the most frequent first
 */
record ProblemAnswers(
    @Schema(example = "3") int problem,
    @Schema(example = "Toulouse has twice as many sheep as ...", nullable = true)
        @Nullable String question,
    @Schema(example = "Question: ...\nAnswer: ...\n\nQuestion: ...\nAnswer:", nullable = true)
        @Nullable String prompt,
    @Schema(example = "18", nullable = true) @Nullable String reference,
    @Schema(example = "0.6") String temperature,
    @Schema(example = "flexible-1") String policy,
    @Schema(example = "200") int samples,
    List<AnswerCount> answers) {

  /**
   * An answer and how often it was given.
   *
   * @param answer in the policy's normal form; null for samples without one
   */
  record AnswerCount(
      @Schema(example = "18", nullable = true) @Nullable String answer,
      @Schema(example = "57") int count,
      boolean correct) {}
}
