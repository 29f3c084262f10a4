package dev.foresight.sampler.decoding;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Draws from the nucleus of one row after the other. Mutable, for one thread. */
final class RowNucleus {
  /**
   * More than the relative error of a mass in single precision: a few roundings of each exponent,
   * which is less than the logarithm of the vocabulary where it counts, and those of the sum.
   */
  private static final double MASS_ERROR = 1e-5;

  /**
   * How far below the greatest logit tokens are looked for, in temperatures: first by this, then by
   * steps that double.
   */
  private static final double FIRST_DEPTH = 5;

  private static final double FIRST_STEP = 1.5;

  /** Tokens further below weigh nothing in double precision. */
  private static final double LAST_DEPTH = 750;

  private final LogitTable table;
  private final FloatBuffer surveyed;
  private final int rows;
  private final LogitTable.Visitor collector = this::add;
  private long[] tokens = new long[64]; // most probable first, ties by id
  private double[] masses = new double[64]; // of the first 1, 2, ... tokens
  private int count;
  private int weighed;

  private int row;
  private double top;
  private double temperature;

  private int id;
  private double model;
  private double sampled;

  /**
   * Draws from the rows of {@code table}.
   *
   * @param surveyed [3, rows]: of each row the greatest logit, its probability, and its probability
   *     at the row's temperature
   */
  RowNucleus(LogitTable table, FloatBuffer surveyed) {
    this.table = table;
    this.surveyed = surveyed;
    rows = surveyed.limit() / 3;
  }

  /** The token that was drawn last. */
  int id() {
    return id;
  }

  /** Its log-probability under the model as it is, in nats. */
  double model() {
    return model;
  }

  /** Its log-probability under the distribution it was drawn from, in nats. */
  double sampled() {
    return sampled;
  }

  /** Draws from {@code row}; all else as in {@link Nucleus}. */
  void draw(int row, double temperature, double u, double p) {
    this.row = row;
    this.temperature = temperature;
    top = surveyed.get(row);
    if (!Double.isFinite(top)) {
      throw new IllegalArgumentException("the greatest logit of row " + row + " is " + top);
    }
    count = 0;
    weighed = 0;
    if (temperature == 0) {
      collect((float) top, Float.POSITIVE_INFINITY);
      id = id(tokens[0]);
      sampled = 0;
    } else {
      choose(u, nucleus(p));
    }
    model = table.logit(row, id) - top + Math.log(surveyed.get(rows + row));
  }

  /** Draws among the first {@code size} tokens. */
  private void choose(double u, int size) {
    double mass = masses[size - 1];
    int rank = 0;
    while (rank < size - 1 && masses[rank] <= u * mass) {
      rank++;
    }
    id = id(tokens[rank]);
    sampled = Math.log(weight(logit(tokens[rank])) / mass);
  }

  /**
   * Collects the nucleus; how many tokens it has. The mass that it must reach is known roughly: if
   * the token that reaches the least it may be reaches the most it may be as well, that will do.
   */
  private int nucleus(double p) {
    double mass = 1 / (double) surveyed.get(2 * rows + row); // the greatest logit's is 1
    double least = p * mass * (1 - MASS_ERROR);
    double most = p * mass * (1 + MASS_ERROR);
    double depth = most <= 1 ? 0 : FIRST_DEPTH;
    double step = FIRST_STEP;
    collect(at(depth), Float.POSITIVE_INFINITY);
    while (true) {
      int size = reaching(least);
      boolean reached = size <= count;
      if (reached && masses[size - 1] >= most) {
        return size;
      }
      if (!reached && depth < LAST_DEPTH && count < table.vocabulary()) {
        collect(at(depth + step), at(depth));
        depth += step;
        step *= 2;
      } else if (least < most) {
        least = p * mass();
        most = least;
      } else {
        return count;
      }
    }
  }

  /** The least number of tokens whose mass reaches {@code least}; more than there are if none. */
  private int reaching(double least) {
    int size = 1;
    while (size <= count && mass(size) < least) {
      size++;
    }
    return size;
  }

  /** The mass of the first {@code size} tokens. */
  private double mass(int size) {
    for (; weighed < size; weighed++) {
      double before = weighed == 0 ? 0 : masses[weighed - 1];
      masses[weighed] = before + weight(logit(tokens[weighed]));
    }
    return masses[size - 1];
  }

  /** The mass of the whole vocabulary. */
  private double mass() {
    double sum = 0;
    for (int i = 0; i < table.vocabulary(); i++) {
      sum += weight(table.logit(row, i));
    }
    return sum;
  }

  private double weight(float logit) {
    return Math.exp((logit - top) / temperature);
  }

  /** Appends the tokens with a logit from {@code least} to below {@code below}, in order. */
  private void collect(float least, float below) {
    int before = count;
    table.between(row, least, below, collector);
    Arrays.sort(tokens, before, count);
    if (masses.length < count) {
      masses = Arrays.copyOf(masses, tokens.length);
    }
  }

  private float at(double depth) {
    return (float) (top - depth * temperature);
  }

  private void add(int id, float logit) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = (long) ~ordered(Float.floatToRawIntBits(logit + 0f)) << 32 | id;
  }

  private static int id(long token) {
    return (int) token;
  }

  private static float logit(long token) {
    return Float.intBitsToFloat(ordered(~(int) (token >> 32)));
  }

  /** Turns the bits of numbers into integers in the same order, and back; 0 is positive. */
  private static int ordered(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
