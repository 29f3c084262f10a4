package dev.foresight.trainer.data;

import dev.foresight.model.problems.Shuffle;

/**
 * One stream of documents: each epoch shuffles them, all are laid one after the other, and a window
 * of T + n tokens stands at every multiple of T. Where windows start does not depend on n, so
 * models that differ in it see the same data in the same order. An epoch's order takes a little
 * more than 4 bytes a document. One thread at a time.
 */
final class Packing {
  /** Documents between two whose places in the epoch are known. */
  private static final int BLOCK = 64;

  private final Documents documents;
  private final long seed;
  private final int length;
  private final int ahead;
  private final long epochTokens;

  /** The epoch whose order is laid out, with the tokens before each block of its documents. */
  private long epoch = -1;

  private int[] order = new int[0];
  private long[] starts = new long[0];

  /** A document of the epoch, and the tokens before it. */
  private record Place(int index, long start) {}

  /**
   * A stream at its start.
   *
   * @param documents at least one token in all
   * @param seed of the order of documents
   * @param length T, at least 1
   * @param ahead n, the tokens to predict behind each window, at least 1
   */
  Packing(Documents documents, long seed, int length, int ahead) {
    this.documents = documents;
    this.seed = seed;
    this.length = length;
    this.ahead = ahead;
    epochTokens = documents.tokens();
    if (epochTokens == 0 || length < 1 || ahead < 1) {
      throw new IllegalArgumentException(
          "documents, length and ahead must not be empty: "
              + epochTokens
              + " tokens, "
              + length
              + ", "
              + ahead);
    }
  }

  /** The T + n token ids from position {@code number} T of the stream on. */
  int[] window(long number) {
    long from = Math.multiplyExact(number, length);
    int[] window = new int[length + ahead];
    int filled = 0;
    while (filled < window.length) {
      long position = from + filled;
      layOut(position / epochTokens);
      filled += copy(position % epochTokens, window, filled);
    }
    return window;
  }

  /** Copies to {@code window} what it takes of the epoch from {@code position} on. */
  private int copy(long position, int[] window, int filled) {
    Place place = placeOf(position);
    int index = place.index;
    int offset = (int) (position - place.start);
    int at = filled;
    for (; at < window.length && index < order.length; index++) {
      int count = Math.min(documents.length(order[index]) - offset, window.length - at);
      documents.copy(order[index], offset, window, at, count);
      at += count;
      offset = 0;
    }
    return at - filled;
  }

  /** The document that holds the token at {@code position} of the epoch. */
  private Place placeOf(long position) {
    int low = 0;
    int high = starts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int index = low * BLOCK;
    long start = starts[low];
    for (long end = start + documents.length(order[index]);
        end <= position;
        end += documents.length(order[index])) {
      start = end;
      index++;
    }
    return new Place(index, start);
  }

  private void layOut(long wanted) {
    if (wanted == epoch) {
      return;
    }
    order = Shuffle.order(documents.count(), seed, wanted);
    starts = new long[(order.length - 1) / BLOCK + 1];
    long tokens = 0;
    for (int i = 0; i < order.length; i++) {
      if (i % BLOCK == 0) {
        starts[i / BLOCK] = tokens;
      }
      tokens += documents.length(order[i]);
    }
    epoch = wanted;
  }
}
