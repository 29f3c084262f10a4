package dev.foresight.model.tokenizer;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Tokens of a text put together from those of its pieces, most of which come again and again. Only
 * for vocabularies of which no token crosses the border of two pieces. Safe for use by several
 * threads.
 */
final class PieceCache {
  /** Pieces that are kept: the frequent ones come early. */
  private static final int MOST = 1 << 18;

  /** Longer pieces are hardly words, and not kept. */
  private static final int LONGEST = 64;

  /** A piece of more characters is cut, since the library's memory grows with it. */
  private static final int CUT = 1 << 16;

  private final Function<String, int[]> encoder;
  private final Map<String, int[]> known = new ConcurrentHashMap<>();

  PieceCache(Function<String, int[]> encoder) {
    this.encoder = encoder;
  }

  int[] encode(String text) {
    Ids ids = new Ids(text.length() / 3 + 8);
    Pieces.of(text, piece -> ids.add(ofPiece(piece)));
    return ids.toArray();
  }

  private int[] ofPiece(String piece) {
    if (piece.length() > LONGEST) {
      return piece.length() > CUT ? ofLongPiece(piece) : encoder.apply(piece);
    }
    int[] ids = known.get(piece);
    if (ids == null) {
      ids = encoder.apply(piece);
      if (known.size() < MOST) {
        known.put(piece, ids);
      }
    }
    return ids;
  }

  private int[] ofLongPiece(String piece) {
    Ids ids = new Ids(piece.length());
    int start = 0;
    while (start < piece.length()) {
      int end = Math.min(piece.length(), start + CUT);
      if (end < piece.length() && Character.isHighSurrogate(piece.charAt(end - 1))) {
        end--;
      }
      ids.add(encoder.apply(piece.substring(start, end)));
      start = end;
    }
    return ids.toArray();
  }

  /** A growing array. */
  private static final class Ids {
    private int[] values;
    private int size;

    private Ids(int capacity) {
      values = new int[capacity];
    }

    private void add(int[] more) {
      if (size + more.length > values.length) {
        values = Arrays.copyOf(values, Math.max(size + more.length, 2 * size));
      }
      System.arraycopy(more, 0, values, size, more.length);
      size += more.length;
    }

    private int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
