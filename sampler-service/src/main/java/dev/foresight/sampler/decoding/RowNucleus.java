package dev.foresight.sampler.decoding;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Draws from the nucleus of one row after the other. Mutable, for one thread. */
final class RowNucleus {
  /** More than the relative error of a mass in single precision. */
  private static final double MASS_ERROR = 1e-5;

  /** How far below the greatest logit tokens are looked for at first, in temperatures. */
  private static final double FIRST_DEPTH = 5;

  /** The least that is then gone deeper. */
  private static final double LEAST_STEP = 0.6;

  /** Tokens further below weigh nothing in double precision. */
  private static final double LAST_DEPTH = 750;

  private final LogitRow row;
  private final LogitRow.Visitor collector = this::add;
  private long[] tokens = new long[64]; // most probable first, ties by id
  private double[] masses = new double[64]; // of the first 1, 2, ... tokens
  private int count;
  private int weighed;
  private double temperature;
  private double depth;

  private int id;
  private double model;
  private double sampled;

  /** Draws from the rows of {@code logits} [rows, vocabulary]. */
  RowNucleus(FloatBuffer logits, int vocabulary) {
    row = new LogitRow(logits, vocabulary);
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
   * Draws from row {@code index}; all else as in {@link Nucleus}.
   *
   * @throws IllegalArgumentException if its greatest logit is no finite number
   */
  void draw(int index, double temperature, double u, double p) {
    row.read(index);
    this.temperature = temperature;
    count = 0;
    weighed = 0;
    double mass = row.roughMass(1);
    choose(u, temperature == 0 ? greedy() : nucleus(p, mass));
    model = row.logit(id) - row.top() - Math.log(mass);
  }

  /** Draws among the first {@code size} tokens. */
  private void choose(double u, int size) {
    double mass = mass(size);
    int rank = 0;
    while (rank < size - 1 && masses[rank] <= u * mass) {
      rank++;
    }
    id = id(tokens[rank]);
    sampled = Math.log(row.weight(logit(tokens[rank]), temperature) / mass);
  }

  /** Collects the most probable tokens, of which the nucleus is the first. */
  private int greedy() {
    collect(row.top(), Float.POSITIVE_INFINITY);
    return 1;
  }

  /**
   * Collects the nucleus; how many tokens it has. Where the token that reaches the least mass that
   * it may be does not reach the most that it may be, double precision tells.
   *
   * @param ofModel the mass in single precision at temperature 1
   */
  private int nucleus(double p, double ofModel) {
    if (temperature < 1 && p * ofModel * (1 + MASS_ERROR) <= 1) {
      return greedy(); // below 1 the mass is smaller still
    }
    double mass = temperature == 1 ? ofModel : row.roughMass(temperature);
    int size = nucleus(p, mass, p * mass * (1 - MASS_ERROR));
    if (masses[size - 1] < p * mass * (1 + MASS_ERROR)) {
      mass = row.mass(temperature);
      size = nucleus(p, mass, p * mass);
    }
    return size;
  }

  /** Collects tokens until they have the mass {@code wanted}; how many of them have it. */
  private int nucleus(double p, double mass, double wanted) {
    if (count == 0) {
      depth = wanted < 1 ? 0 : FIRST_DEPTH;
      collect(at(depth), Float.POSITIVE_INFINITY);
    }
    while (reaching(wanted) > count && depth < LAST_DEPTH && count < row.vocabulary()) {
      double deeper = deeper(p, mass);
      collect(at(deeper), at(depth));
      depth = deeper;
    }
    return Math.min(reaching(wanted), count);
  }

  /**
   * A depth at which the mass may be reached, judged by that down to the present one: as if what is
   * left of it fell exponentially. About twice as deep at most.
   */
  private double deeper(double p, double mass) {
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
      masses[weighed] = before + row.weight(logit(tokens[weighed]), temperature);
    }
    return masses[size - 1];
  }

  /** Appends the tokens with a logit from {@code least} to below {@code below}, in order. */
  private void collect(float least, float below) {
    int before = count;
    row.between(least, below, collector);
    Arrays.sort(tokens, before, count);
    if (masses.length < count) {
      masses = Arrays.copyOf(masses, tokens.length);
    }
  }

  private float at(double depth) {
    return (float) (row.top() - depth * temperature);
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
