package dev.foresight.model.problems;

import java.util.SplittableRandom;

/** Seeded orders, the same on every machine. */
public final class Shuffle {
  private Shuffle() {}

  /**
   * A random order of 0 to {@code count} - 1: a pure function of the arguments.
   *
   * @param stream which of the orders of {@code seed}
   */
  public static int[] order(int count, long seed, long stream) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + stream);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
