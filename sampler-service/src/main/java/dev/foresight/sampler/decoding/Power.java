package dev.foresight.sampler.decoding;

/**
 * The exponential function of numbers up to 0, less its value at -40; below that it is 0. The
 * difference, 4e-18, is nothing beside 1 for any vocabulary, and the relative error of the power
 * itself is below 3e-14. The arithmetic is Java's alone, so it gives the same bits on every
 * processor, and loops over it become vector instructions.
 */
final class Power {
  private static final double LOWEST = -40;

  /** A power is taken of this share of its exponent, and then squared six times. */
  private static final double SHARE = 1.0 / 64;

  /** The middle of what is then left of exponents, with the sign turned. */
  private static final double CENTRE = -LOWEST * SHARE / 2;

  // The exponential function around that middle, by Taylor.
  private static final double C0 = StrictMath.exp(-CENTRE);
  private static final double C1 = C0;
  private static final double C2 = C1 / 2;
  private static final double C3 = C2 / 3;
  private static final double C4 = C3 / 4;
  private static final double C5 = C4 / 5;
  private static final double C6 = C5 / 6;
  private static final double C7 = C6 / 7;
  private static final double C8 = C7 / 8;
  private static final double C9 = C8 / 9;
  private static final double C10 = C9 / 10;
  private static final double C11 = C10 / 11;
  private static final double C12 = C11 / 12;

  private static final double LEAST = power(LOWEST);

  private Power() {}

  static double of(double exponent) {
    return power(exponent) - LEAST;
  }

  /** The polynomial by Estrin, whose steps need not wait. */
  private static double power(double exponent) {
    double x = Math.max(exponent, LOWEST) * SHARE + CENTRE;
    double x2 = x * x;
    double x4 = x2 * x2;
    double low = (C0 + x * C1) + x2 * (C2 + x * C3);
    double middle = (C4 + x * C5) + x2 * (C6 + x * C7);
    double high = (C8 + x * C9) + x2 * (C10 + x * C11) + x4 * C12;
    double y = low + x4 * (middle + x4 * high);
    y *= y;
    y *= y;
    y *= y;
    y *= y;
    y *= y;
    return y * y;
  }
}
