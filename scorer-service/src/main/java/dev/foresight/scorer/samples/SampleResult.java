package dev.foresight.scorer.samples;

import dev.foresight.scorer.texts.StoredSample;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sample and what each grading policy makes of it.
 *
 * @param problem row of the dataset
 * @param index of the sample
 * @param text what the model wrote, without the stop string
 * @param finishReason a stop string came, the model ended its text, or it was too long
 * @param tokens of the text
 * @param modelLogProbability sum over the tokens in nats, under the unmodified model
 * @param sampledLogProbability the same under the distribution that was drawn from
 * @param verdicts the evaluation's policies first
 */
record SampleResult(
    @Schema(example = "3") int problem,
    @Schema(example = "0.6") String temperature,
    @Schema(example = "17") int index,
    @Schema(example = " 9 * 2 = 18. The answer is 18.") String text,
    @Schema(
            example = "stop",
            allowableValues = {"stop", "endOfText", "length", "unknown"})
        String finishReason,
    @Schema(example = "42") int tokens,
    @Schema(example = "-12.3") double modelLogProbability,
    @Schema(example = "-9.1") double sampledLogProbability,
    List<VerdictResult> verdicts) {

  /**
   * What one policy says.
   *
   * @param answer in the policy's normal form; null if it finds none
   */
  @Schema(name = "SampleVerdict")
  record VerdictResult(
      @Schema(example = "flexible-1") String policy,
      @Schema(example = "18", nullable = true) @Nullable String answer,
      boolean correct) {}

  static SampleResult of(StoredSample sample, List<VerdictResult> verdicts) {
    return new SampleResult(
        sample.problem(),
        sample.temperature(),
        sample.index(),
        sample.text(),
        sample.finishReason(),
        sample.tokens(),
        sample.modelLogProbability(),
        sample.sampledLogProbability(),
        verdicts);
  }
}
