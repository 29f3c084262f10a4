package dev.foresight.model.problems;

import java.util.List;

/**
 * Training sequences without end: each epoch shuffles the documents, all are laid one after the
 * other, and a window of T + n tokens advances over them by T. Where windows start does not depend
 * on n, so models that differ in it see the same data in the same order. Used by one thread at a
 * time.
 */
public final class Packing {
  private final List<int[]> documents;
  private final long seed;
  private final int length;
  private final int ahead;
  private final long epochTokens;
  private long cursor;

  /** The epoch whose order is laid out, with the tokens before each of its documents. */
  private long epoch = -1;

  private int[] order = new int[0];
  private long[] starts = new long[0];

  /**
   * A packing at its start.
   *
   * @param documents token ids of each document; at least one token in all
   * @param seed of the order of documents
   * @param length T, at least 1
   * @param ahead n, the tokens to predict behind each window, at least 1
   */
  public Packing(List<int[]> documents, long seed, int length, int ahead) {
    this.documents = List.copyOf(documents);
    this.seed = seed;
    this.length = length;
    this.ahead = ahead;
    epochTokens = documents.stream().mapToLong(document -> document.length).sum();
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

  /** The next sequences: {@code rows} of T + n token ids. */
  public int[][] next(int rows) {
    int[][] batch = new int[rows][];
    for (int row = 0; row < rows; row++) {
      batch[row] = window(Math.multiplyExact(cursor++, length));
    }
    return batch;
  }

  /** Sequences handed out so far: all that there is to remember. */
  public long cursor() {
    return cursor;
  }

  /** Continues as if {@code cursor} sequences had been handed out. */
  public void seek(long cursor) {
    if (cursor < 0) {
      throw new IllegalArgumentException("the cursor must be 0 or more, not " + cursor);
    }
    this.cursor = cursor;
  }

  /** Tokens of one pass over all documents. */
  public long epochTokens() {
    return epochTokens;
  }

  private int[] window(long from) {
    int[] window = new int[length + ahead];
    int filled = 0;
    while (filled < window.length) {
      long position = from + filled;
      layOut(position / epochTokens);
      filled += copy(position % epochTokens, window, filled);
    }
    return window;
  }

  /** Copies to {@code window} what is left of the document at {@code position} of the epoch. */
  private int copy(long position, int[] window, int filled) {
    int index = documentAt(position);
    int[] document = documents.get(order[index]);
    int offset = (int) (position - starts[index]);
    int count = Math.min(document.length - offset, window.length - filled);
    System.arraycopy(document, offset, window, filled, count);
    return count;
  }

  /** The last document that starts at or before {@code position}: empty ones are passed over. */
  private int documentAt(long position) {
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
    return low;
  }

  private void layOut(long wanted) {
    if (wanted == epoch) {
      return;
    }
    order = Shuffle.order(documents.size(), seed, wanted);
    starts = new long[order.length];
    for (int i = 1; i < order.length; i++) {
      starts[i] = starts[i - 1] + documents.get(order[i - 1]).length;
    }
    epoch = wanted;
  }
}
