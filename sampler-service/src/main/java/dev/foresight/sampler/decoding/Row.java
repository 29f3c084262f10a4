package dev.foresight.sampler.decoding;

import dev.foresight.proto.FinishReason;
import dev.foresight.proto.Sample;
import java.util.Arrays;
import java.util.function.Function;

/** A sample on its way; mutable. */
final class Row {
  private final int temperature;
  private final int index;
  private final int limit;
  private int[] tokens = new int[64];
  private int count;
  private int stopState = StopStrings.START;
  private double model;
  private double sampled;
  private FinishReason finish = FinishReason.FINISH_REASON_UNSPECIFIED;

  /**
   * A sample without tokens.
   *
   * @param temperature ordinal among the task's temperatures
   * @param limit most tokens, 1 or more
   */
  Row(int temperature, int index, int limit) {
    this.temperature = temperature;
    this.index = index;
    this.limit = limit;
  }

  int temperature() {
    return temperature;
  }

  int index() {
    return index;
  }

  /** Tokens drawn, which is the position of the next one. */
  int count() {
    return count;
  }

  boolean finished() {
    return finish != FinishReason.FINISH_REASON_UNSPECIFIED;
  }

  /** The last token drawn. */
  int last() {
    return tokens[count - 1];
  }

  /**
   * Appends a token; the row may be finished with it.
   *
   * @param endOfText the token that ends a text, -1 if there is none
   */
  void append(Nucleus.Draw drawn, StopStrings stops, int endOfText) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = drawn.id();
    model += drawn.model();
    sampled += drawn.sampled();
    stopState = stops.after(stopState, drawn.id());
    finish = finish(drawn.id() == endOfText);
  }

  private FinishReason finish(boolean ended) {
    if (ended) {
      return FinishReason.FINISH_REASON_END_OF_TEXT;
    }
    if (stopState == StopStrings.FOUND) {
      return FinishReason.FINISH_REASON_STOP;
    }
    return count == limit
        ? FinishReason.FINISH_REASON_LENGTH
        : FinishReason.FINISH_REASON_UNSPECIFIED;
  }

  /** The finished sample. */
  Sample sample(Function<int[], String> decode, StopStrings stops) {
    String text = decode.apply(Arrays.copyOf(tokens, count));
    return Sample.newBuilder()
        .setIndex(index)
        .setText(finish == FinishReason.FINISH_REASON_STOP ? stops.cut(text) : text)
        .setTokenCount(count)
        .setFinishReason(finish)
        .setModelLogProbability(model)
        .setSampledLogProbability(sampled)
        .build();
  }
}
