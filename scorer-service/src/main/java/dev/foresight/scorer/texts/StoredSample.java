package dev.foresight.scorer.texts;

/**
 * A sample as it was drawn: a row of the part files.
 *
 * @param problem row of the dataset
 * @param index of the sample, 0 or more
 * @param finishReason {@code stop}, {@code endOfText}, {@code length}, or {@code unknown}
 * @param tokens of the text
 * @param modelLogProbability sum over its tokens in nats, under the unmodified model
 * @param sampledLogProbability the same under the distribution that was drawn from
 */
public record StoredSample(
    int problem,
    String temperature,
    int index,
    String question,
    String referenceAnswer,
    String text,
    String finishReason,
    int tokens,
    double modelLogProbability,
    double sampledLogProbability) {}
