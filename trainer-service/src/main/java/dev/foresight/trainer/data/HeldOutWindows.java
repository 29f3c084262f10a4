package dev.foresight.trainer.data;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** Windows of T + n tokens over documents in their order, advancing by T, read when asked for. */
final class HeldOutWindows extends AbstractList<int[]> implements RandomAccess {
  private final Documents documents;
  private final int size;
  private final int length;
  private final int ahead;

  /** Tokens before each document. */
  private final long[] starts;

  HeldOutWindows(Documents documents, int size, int length, int ahead) {
    this.documents = documents;
    this.size = size;
    this.length = length;
    this.ahead = ahead;
    starts = new long[documents.count()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + documents.length(i - 1);
    }
  }

  @Override
  public int[] get(int number) {
    if (number < 0 || number >= size) {
      throw new IndexOutOfBoundsException(number);
    }
    long from = (long) number * length;
    int[] window = new int[length + ahead];
    int found = Arrays.binarySearch(starts, from);
    int document = found < 0 ? -found - 2 : found;
    int filled = 0;
    while (filled < window.length) {
      int offset = (int) (from + filled - starts[document]);
      int count = Math.min(documents.length(document) - offset, window.length - filled);
      documents.copy(document, offset, window, filled, count);
      filled += count;
      document++;
    }
    return window;
  }

  @Override
  public int size() {
    return size;
  }
}
