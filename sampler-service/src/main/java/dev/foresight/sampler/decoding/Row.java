package dev.foresight.sampler.decoding;

import dev.foresight.proto.FinishReason;
import dev.foresight.proto.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A sample on its way; mutable, used by one thread at a time. */
final class Row {
  private static final int[] NO_DRAFTS = {};

  private final int temperature;
  private final int index;
  private final int limit;
  private int[] tokens = new int[64];
  private int count;
  private int stopState = StopStrings.START;
  private double model;
  private double sampled;
  private FinishReason finish = FinishReason.FINISH_REASON_UNSPECIFIED;
  private int[] drafts = NO_DRAFTS;
  private boolean drafted;
  private int forwards;
  private int[] accepted = NO_DRAFTS;

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

  /** The token at {@code position}. */
  int token(int position) {
    return tokens[position];
  }

  /** Tokens that may still be drawn. */
  int left() {
    return limit - count;
  }

  boolean finished() {
    return finish != FinishReason.FINISH_REASON_UNSPECIFIED;
  }

  /** Proposes what the next tokens might be, head 2's first; taken over. */
  void draft(int[] proposed) {
    drafts = proposed;
    drafted = true;
    if (accepted.length < proposed.length) {
      accepted = Arrays.copyOf(accepted, proposed.length);
    }
  }

  /** Whether the present drafts are of this position. */
  boolean drafted() {
    return drafted;
  }

  /** Fills {@code fed} with the last token and the drafts; without drafts the last token again. */
  void feed(int[] fed) {
    fed[0] = tokens[count - 1];
    for (int i = 1; i < fed.length; i++) {
      fed[i] = drafted ? drafts[i - 1] : fed[0];
    }
  }

  /**
   * Appends what was drawn behind each fed token, as long as that token was the right one.
   *
   * @param fed the last token, and drafts of those behind it
   * @param drawn what was drawn behind {@code fed[i]} at {@code from + i}
   * @return how many were appended, 1 to the length of {@code fed}
   */
  int take(int[] fed, List<Nucleus.Draw> drawn, int from, StopStrings stops, int endOfText) {
    int taken = 0;
    boolean confirmed = true;
    while (confirmed && !finished()) {
      var next = drawn.get(from + taken);
      append(next, stops, endOfText);
      taken++;
      confirmed = taken < fed.length && next.id() == fed[taken];
      if (confirmed && drafted) {
        accepted[taken - 1]++;
      }
    }
    if (drafted && fed.length > 1) {
      forwards++;
    }
    drafted = false;
    return taken;
  }

  /**
   * Appends a token; the row may be finished with it.
   *
   * @param endOfText the token that ends a text, -1 if there is none
   * @throws ArithmeticException if the model gave it no probability that is a number
   */
  void append(Nucleus.Draw drawn, StopStrings stops, int endOfText) {
    if (Double.isNaN(drawn.model())) {
      throw new ArithmeticException("the model's probabilities are not numbers");
    }
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

  /** Forward passes in which drafts were tried. */
  int forwards() {
    return forwards;
  }

  /** Adds the drafts confirmed, of head 2 and on, to {@code sums}. */
  void addAccepted(long[] sums) {
    for (int i = 0; i < accepted.length; i++) {
      sums[i] += accepted[i];
    }
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
