package dev.foresight.sampler.decoding;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One row of logits after the other: its greatest, its mass, the tokens between two thresholds. The
 * mass is the sum of {@code exp((logit - greatest) / temperature)}.
 *
 * <p>What looks at every logit is written so that the compiler makes vector instructions of it:
 * loops over arrays of the same index, without branches or calls. The arithmetic is Java's alone,
 * so it gives the same bits on every processor. Mutable, for one thread.
 */
final class LogitRow {
  /** Most lines. */
  private static final int LINES = 16;

  /** Logits of a column, of which the greatest is known, where the vocabulary is large enough. */
  private static final int COLUMN = 16;

  /** Shorter lines than this would not let vector instructions overlap. */
  private static final int SHORTEST_LINE = 512;

  /** What a line's length is a multiple of: as many go into the widest vector. */
  private static final int LANES = 16;

  /**
   * Exponents below this count as this: 7e-13, nothing beside a mass of at least 1 for any
   * vocabulary.
   */
  private static final float LOWEST = -28;

  /** A power is taken of this share of its exponent, and then squared five times. */
  private static final float SHARE = 1f / 32;

  /** The middle of what is then left of exponents, with the sign turned. */
  private static final float CENTRE = -LOWEST * SHARE / 2;

  // The exponential function around that middle, by Taylor.
  private static final float C0 = (float) StrictMath.exp(-CENTRE);
  private static final float C1 = C0;
  private static final float C2 = C1 / 2;
  private static final float C3 = C2 / 3;
  private static final float C4 = C3 / 4;
  private static final float C5 = C4 / 5;
  private static final float C6 = C5 / 6;
  private static final float C7 = C6 / 7;
  private static final float C8 = C7 / 8;

  private final FloatBuffer logits;
  private final int vocabulary;
  private final int width;
  private final float[][] lines; // token id is at [id / width][id % width]
  private final int parts; // of a line, which lie below each other in columns
  private final float[] part;
  private final float[] peaks; // the greatest of each column
  private final float[] sums; // the weights of each column
  private final int most;
  private float top;

  /**
   * Rows of {@code vocabulary} logits.
   *
   * @param logits [rows, vocabulary]
   */
  LogitRow(FloatBuffer logits, int vocabulary) {
    this.logits = logits;
    this.vocabulary = vocabulary;
    int count = Math.clamp(vocabulary / SHORTEST_LINE, 1, LINES);
    width = Math.ceilDiv(vocabulary, count * LANES) * LANES;
    lines = new float[count][width];
    for (float[] line : lines) {
      Arrays.fill(line, Float.NEGATIVE_INFINITY); // what the vocabulary does not fill
    }
    parts = COLUMN / Integer.highestOneBit(count);
    part = new float[width / parts];
    peaks = new float[width / parts];
    sums = new float[width];
    most = Math.max(1, vocabulary / 8);
  }

  /**
   * Goes to {@code row}.
   *
   * @throws IllegalArgumentException if its greatest logit is no finite number
   */
  void read(int row) {
    for (int line = 0; line * width < vocabulary; line++) {
      int count = Math.min(width, vocabulary - line * width);
      logits.get(row * vocabulary + line * width, lines[line], 0, count);
    }
    Arrays.fill(peaks, Float.NEGATIVE_INFINITY);
    for (float[] line : lines) {
      for (int from = 0; from < width; from += part.length) {
        System.arraycopy(line, from, part, 0, part.length);
        raise(peaks, part);
      }
    }
    top = Float.NEGATIVE_INFINITY;
    for (float peak : peaks) {
      top = Math.max(top, peak);
    }
    if (!Float.isFinite(top)) {
      throw new IllegalArgumentException(
          "the model's probabilities are not numbers: the greatest logit of row %d is %s"
              .formatted(row, top));
    }
  }

  private static void raise(float[] peaks, float[] part) {
    for (int i = 0; i < peaks.length; i++) {
      peaks[i] = Math.max(peaks[i], part[i]);
    }
  }

  int vocabulary() {
    return vocabulary;
  }

  /** The greatest logit. */
  float top() {
    return top;
  }

  float logit(int id) {
    return lines[id / width][id % width];
  }

  /**
   * The mass in single precision. Its relative error is below 1e-5: 2e-7 of a power, 32 times by
   * squaring; the exponent's three roundings times its size, of which the weighted mean is below
   * the logarithm of the vocabulary; sixteen additions.
   */
  double roughMass(double temperature) {
    float share = (float) (SHARE / temperature);
    Arrays.fill(sums, 0);
    for (float[] line : lines) {
      weigh(sums, line, top, share);
    }
    return sum(sums);
  }

  /** Adds what {@code line} weighs; the polynomial by Estrin, whose steps need not wait. */
  private static void weigh(float[] sums, float[] line, float top, float share) {
    for (int i = 0; i < sums.length; i++) {
      float x = Math.max((line[i] - top) * share, LOWEST * SHARE) + CENTRE;
      float x2 = x * x;
      float x4 = x2 * x2;
      float high = (C4 + x * C5) + x2 * (C6 + x * C7) + x4 * C8;
      float y = (C0 + x * C1) + x2 * (C2 + x * C3) + x4 * high;
      y *= y;
      y *= y;
      y *= y;
      y *= y;
      sums[i] += y * y;
    }
  }

  private static double sum(float[] numbers) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int i = 0; i < numbers.length; i += 4) {
      first += numbers[i];
      second += numbers[i + 1];
      third += numbers[i + 2];
      fourth += numbers[i + 3];
    }
    return (first + second) + (third + fourth);
  }

  /** The token with the greatest logit, of several the one with the least id. */
  int first() {
    int first = vocabulary;
    for (int column = 0; column < peaks.length; column++) {
      if (peaks[column] == top) {
        first = Math.min(first, first(column));
      }
    }
    return first;
  }

  private int first(int column) {
    int at = column;
    while (lines[at / width][at % width] < top) {
      at += peaks.length;
    }
    return at;
  }

  /** Tokens of a column. */
  int column() {
    return lines.length * parts;
  }

  /** Tokens that {@link #copy(float, float[], int[])} copies at most. */
  int most() {
    return most;
  }

  /**
   * Copies the tokens with a logit from {@code least}, a finite number.
   *
   * @param logits of the tokens, in any order; has room for a column more
   * @param ids of the tokens, likewise
   * @return how many they are, {@link #most()} if so many or more
   */
  int copy(float least, float[] logits, int[] ids) {
    int count = 0;
    for (int column = 0; column < peaks.length && count < most; column++) {
      if (peaks[column] >= least) {
        count = column(column, least, logits, ids, count);
      }
    }
    return Math.min(count, most);
  }

  private int column(int column, float least, float[] logits, int[] ids, int before) {
    int count = before;
    int first = 0;
    for (float[] line : lines) {
      for (int at = column; at < width; at += peaks.length) {
        logits[count] = line[at];
        ids[count] = first + at;
        count += line[at] >= least ? 1 : 0;
      }
      first += width;
    }
    return count;
  }

  /** Copies the logits of all tokens. */
  void copy(float[] logits) {
    for (int line = 0; line * width < vocabulary; line++) {
      int count = Math.min(width, vocabulary - line * width);
      System.arraycopy(lines[line], 0, logits, line * width, count);
    }
  }
}
