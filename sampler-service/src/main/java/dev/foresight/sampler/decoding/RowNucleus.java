package dev.foresight.sampler.decoding;

import java.nio.FloatBuffer;

/** Draws from the nucleus of one row after the other. Mutable, for one thread. */
final class RowNucleus {
  /** More than the relative error of a mass in single precision. */
  private static final double MASS_ERROR = 1e-5;

  /** How far below the greatest logit tokens are looked for at first, in temperatures. */
  private static final double FIRST_DEPTH = 5;

  /** The least that is then gone deeper. */
  private static final double LEAST_STEP = 0.6;

  /** Tokens further below weigh nothing. */
  private static final double LAST_DEPTH = 40;

  /** A row whose mass is at least this share of its tokens is weighed whole. */
  private static final double WIDE = 1.0 / 16;

  private final LogitRow row;
  private final Candidates candidates;
  private double temperature;
  private double p;

  private int id;
  private double model;
  private double sampled;

  /** Draws from the rows of {@code logits} [rows, vocabulary]. */
  RowNucleus(FloatBuffer logits, int vocabulary) {
    row = new LogitRow(logits, vocabulary);
    candidates = new Candidates(row);
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
    this.p = p;
    double mass = row.roughMass(1);
    // Where one token is the nucleus at temperature 1, it is so below: the mass is smaller still.
    if (temperature == 0 || (temperature < 1 && p * mass * (1 + MASS_ERROR) <= 1)) {
      id = row.first();
      sampled = 0;
    } else {
      reachEnd(mass);
      choose(u);
    }
    model = row.logit(id) - row.top() - StrictMath.log(mass);
  }

  /** Draws among the tokens up to the one that was gone to. */
  private void choose(double u) {
    double mass = candidates.reached();
    candidates.reach(Math.nextUp(u * mass)); // what exceeds it
    id = candidates.token();
    sampled = StrictMath.log(candidates.weight() / mass);
  }

  /**
   * Goes to the last token of the nucleus. Where the token that reaches the least mass that it may
   * be does not reach the most that it may be, all tokens in double precision tell.
   *
   * @param ofModel the mass in single precision at temperature 1
   */
  private void reachEnd(double ofModel) {
    double least = least(ofModel);
    if (least >= WIDE * row.vocabulary()) {
      reachEndOfAll(least);
      return;
    }
    double mass = temperature == 1 ? ofModel : row.roughMass(temperature);
    double wanted = p * mass * (1 - MASS_ERROR);
    if (reach(mass, wanted) && candidates.reached() >= p * mass * (1 + MASS_ERROR)) {
      return;
    }
    reachEndOfAll(mass);
  }

  /** What the mass is at least: above temperature 1 it grows, below no faster than as if even. */
  private double least(double ofModel) {
    if (temperature >= 1 || ofModel < WIDE * row.vocabulary()) {
      return ofModel;
    }
    double even = ofModel * (1 - MASS_ERROR) / row.vocabulary();
    return row.vocabulary() * StrictMath.pow(even, 1 / temperature);
  }

  private void reachEndOfAll(double leastMass) {
    candidates.takeAll(temperature, depthOf(leastMass));
    candidates.reach(p * candidates.mass());
  }

  /** How deep the nucleus reaches at most: all below together are less than what it leaves out. */
  private double depthOf(double mass) {
    double depth = StrictMath.log(row.vocabulary() / ((1 - p) * mass));
    return Math.clamp(depth, LEAST_STEP, LAST_DEPTH);
  }

  /** Goes to the token that reaches {@code wanted}; false if too many tokens do not. */
  private boolean reach(double mass, double wanted) {
    double depth = wanted < 1 ? 0 : FIRST_DEPTH;
    while (depth < LAST_DEPTH && candidates.take(temperature, depth)) {
      if (candidates.reach(wanted)) {
        return true;
      }
      depth = deeper(depth, 1 - candidates.reached() / mass);
    }
    return false;
  }

  /** A depth at which the mass may be reached, judged by what is {@code left} of it below this. */
  private double deeper(double depth, double left) {
    return depth + LEAST_STEP + 2 * Math.max(0, StrictMath.log(left / (1 - p)));
  }
}
