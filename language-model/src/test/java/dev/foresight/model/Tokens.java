package dev.foresight.model;

import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Random token ids for tests. */
final class Tokens {
  private Tokens() {}

  static int[] row(long seed, int length, int vocabulary) {
    return new SplittableRandom(seed).ints(length, 0, vocabulary).toArray();
  }

  static int[][] rows(long seed, int rows, int length, int vocabulary) {
    int[][] all = new int[rows][];
    for (int i = 0; i < rows; i++) {
      all[i] = row(seed * 1000 + i, length, vocabulary);
    }
    return all;
  }

  static float[] named(Map<String, float[]> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** ||a - b|| / ||b||. */
  static double distance(float[] a, double[] b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.length; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      norm += b[i] * b[i];
    }
    return Math.sqrt(difference / norm);
  }
}
