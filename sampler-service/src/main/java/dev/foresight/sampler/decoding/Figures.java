package dev.foresight.sampler.decoding;

/**
 * How an engine's work went since it started, and what it holds now.
 *
 * @param tokens drawn for samples
 * @param steps forward passes, each over rows of one model in one lane
 * @param rows rows decoded, summed over the steps
 * @param groupRows the same with each batch's rows rounded up to the groups that are computed
 * @param rowLimit the most rows that the steps might have decoded
 * @param attentionNanoseconds time of the lanes in forward passes, attention's share, which is
 *     measured in a few of them
 * @param denseNanoseconds the same without attention
 * @param draftNanoseconds time of the lanes in the extra heads, which propose tokens
 * @param nucleusNanoseconds time of the lanes in drawing tokens
 * @param readNanoseconds time of the lanes in reading prompts
 * @param rootHits tasks whose shared part of the prompt had been read before
 * @param rootMisses tasks whose shared part of the prompt had to be read
 * @param rootBytes memory in use for keys and values of prompts
 * @param cacheBytes memory in use for keys and values of rows
 * @param cacheCapacity most of it
 * @param openTasks tasks that have not ended
 * @param presentRows rows being decoded
 * @param waitingRows rows that wait for room
 */
public record Figures(
    long tokens,
    long steps,
    long rows,
    long groupRows,
    long rowLimit,
    long attentionNanoseconds,
    long denseNanoseconds,
    long draftNanoseconds,
    long nucleusNanoseconds,
    long readNanoseconds,
    long rootHits,
    long rootMisses,
    long rootBytes,
    long cacheBytes,
    long cacheCapacity,
    int openTasks,
    int presentRows,
    int waitingRows) {

  /** Time of the lanes in forward passes. */
  public long modelNanoseconds() {
    return attentionNanoseconds + denseNanoseconds;
  }
}
