package dev.foresight.sampler.decoding;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Draws from the nucleus of one row after the other. Mutable, for one thread. */
final class RowNucleus {
  /**
   * More than the relative error of a mass in single precision: a few roundings of each exponent,
   * which is less than the logarithm of the vocabulary where it counts, and those of a sum in
   * pairs.
   */
  private static final double MASS_ERROR = 1e-5;

  /** How far below the greatest logit tokens are looked for at first, in temperatures. */
  private static final double FIRST_DEPTH = 4;

  /** The least that is then gone deeper. */
  private static final double LEAST_STEP = 0.3;

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
   * @param surveyed [3, rows]: of each row the greatest logit, the mass of the vocabulary in terms
   *     of that token's, and the same at the row's temperature, in single precision
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

  /**
   * Draws from {@code row} if single precision tells which tokens are in its nucleus; all else as
   * in {@link Nucleus}.
   *
   * @return whether it does
   * @throws IllegalArgumentException if the greatest logit is no finite number
   */
  boolean draw(int row, double temperature, double u, double p) {
    double mass = surveyed.get(2 * rows + row);
    return draw(row, temperature, u, p, mass, MASS_ERROR * mass);
  }

  /** Draws from {@code row}, whose mass at its temperature is known in double precision. */
  void drawExactly(int row, double temperature, double u, double p, double mass) {
    boolean drawn = draw(row, temperature, u, p, mass, 0);
    assert drawn;
  }

  private boolean draw(int row, double temperature, double u, double p, double mass, double error) {
    this.row = row;
    this.temperature = temperature;
    top = surveyed.get(row);
    if (!Double.isFinite(top)) {
      throw new IllegalArgumentException(
          "the model's probabilities are not numbers: the greatest logit of row %d is %s"
              .formatted(row, top));
    }
    count = 0;
    weighed = 0;
    int size = temperature == 0 ? greedy() : nucleus(p, mass, error);
    if (size > 0) {
      choose(u, size);
      model = table.logit(row, id) - top - Math.log(surveyed.get(rows + row));
    }
    return size > 0;
  }

  /** Draws among the first {@code size} tokens. */
  private void choose(double u, int size) {
    double mass = mass(size);
    int rank = 0;
    while (rank < size - 1 && masses[rank] <= u * mass) {
      rank++;
    }
    id = id(tokens[rank]);
    sampled = Math.log(weight(logit(tokens[rank])) / mass);
  }

  /** Collects the most probable tokens, of which the first is taken. */
  private int greedy() {
    collect((float) top, Float.POSITIVE_INFINITY);
    return 1;
  }

  /**
   * Collects the nucleus; how many tokens it has, 0 if that cannot be told: where the token that
   * reaches the least mass that it may be does not reach the most that it may be.
   */
  private int nucleus(double p, double mass, double error) {
    double least = p * (mass - error);
    double most = p * (mass + error);
    double depth = most <= 1 ? 0 : FIRST_DEPTH;
    collect(at(depth), Float.POSITIVE_INFINITY);
    while (reaching(least) > count && depth < LAST_DEPTH && count < table.vocabulary()) {
      double deeper = deeper(depth, p, mass);
      collect(at(deeper), at(depth));
      depth = deeper;
    }
    int size = Math.min(reaching(least), count);
    return error == 0 || masses[size - 1] >= most ? size : 0;
  }

  /**
   * A depth at which the mass may be reached, judged by the mass down to {@code depth}: as if what
   * is left of it fell exponentially. About twice as deep at most.
   */
  private double deeper(double depth, double p, double mass) {
    double left = 1 - mass(count) / mass;
    double guess = left <= 0 || p >= 1 ? 2 * depth : depth * Math.log(1 - p) / Math.log(left);
    return Math.max(depth, Math.min(guess, 2 * depth)) + LEAST_STEP;
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

  /** The weight of a token, of which the most probable one's is 1. */
  private double weight(float logit) {
    return logit == top ? 1 : Math.exp((logit - top) / temperature);
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
