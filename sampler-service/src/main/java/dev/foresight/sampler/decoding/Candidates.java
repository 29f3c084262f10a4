package dev.foresight.sampler.decoding;

import java.util.Arrays;

/**
 * The tokens of a row from a logit on, and where their mass, summed in descending order of
 * probability, reaches a given one. They are weighed in double precision and laid into buckets by
 * their logits; only a bucket that is asked for is sorted. Mutable, for one thread.
 */
final class Candidates {
  private static final int MOST_BUCKETS = 1024;

  /** Tokens for each bucket, on average. */
  private static final int BUCKET = 8;

  /** Sums for each bucket, so that one need not wait for the other. */
  private static final int WAYS = 4;

  /** No more than this are sorted together, and weighed as far as needed. */
  private static final int FEW = 64;

  /**
   * Tokens are weighed in whole blocks, whatever lies behind the last one: the compiler makes no
   * vector instructions of loops that it has seen end after a few steps.
   */
  private static final int BLOCK = 64;

  private final LogitRow row;
  private final double[] parts = new double[MOST_BUCKETS * WAYS];
  private final double[] masses = new double[MOST_BUCKETS]; // of each bucket
  private float[] logits = new float[0];
  private int[] ids = new int[0];
  private double[] weights = new double[0];
  private int[] buckets = new int[0]; // of each token
  private int[] found = new int[0]; // tokens of a bucket
  private int count;
  private int last; // bucket with tokens
  private boolean whole;
  private double share;

  private long[] sorted = new long[64]; // most probable first, ties by id
  private double[] sums = new double[64]; // with each of them
  private int summed;
  private int sortedCount;
  private int sortedBucket;

  private long token;
  private double reached;

  Candidates(LogitRow row) {
    this.row = row;
  }

  /**
   * Takes the tokens down to {@code depth} temperatures below the greatest logit.
   *
   * @return false, and it holds none, if they are so many that all would be taken as quickly
   */
  boolean take(double temperature, double depth) {
    ensure(row.most() + row.column());
    double least = Math.max(row.top() - depth * temperature, -Float.MAX_VALUE);
    count = row.copy((float) least, logits, ids);
    if (count == row.most()) {
      return false;
    }
    whole = false;
    share = 1 / temperature;
    if (count <= FEW) {
      last = 0;
      sort(0);
    } else {
      weigh(depth);
    }
    return true;
  }

  /**
   * Takes all tokens.
   *
   * @param depth in temperatures below the greatest logit; only above it there are many buckets
   */
  void takeAll(double temperature, double depth) {
    count = row.vocabulary();
    ensure(count);
    row.copy(logits);
    whole = true;
    share = 1 / temperature;
    weigh(depth);
  }

  private void ensure(int most) {
    int size = blocks(most);
    if (weights.length < size) {
      logits = new float[size];
      ids = new int[size];
      weights = new double[size];
      buckets = new int[size];
      found = new int[size];
    }
  }

  private static int blocks(int count) {
    return Math.ceilDiv(count, BLOCK) * BLOCK;
  }

  private void weigh(double depth) {
    weigh(weights, logits, blocks(count), row.top(), share);
    last = Math.clamp(count / BUCKET, 1, MOST_BUCKETS) - 1;
    assign(buckets, logits, blocks(count), row.top(), (float) (last * share / depth), last);
    Arrays.fill(parts, 0, (last + 1) * WAYS, 0);
    add(parts, buckets, weights, count);
    for (int bucket = 0; bucket <= last; bucket++) {
      int part = bucket * WAYS;
      masses[bucket] = (parts[part] + parts[part + 1]) + (parts[part + 2] + parts[part + 3]);
    }
    while (masses[last] == 0) {
      last--;
    }
    sortedBucket = -1;
  }

  private static void weigh(double[] weights, float[] logits, int count, double top, double share) {
    for (int i = 0; i < count; i++) {
      weights[i] = Power.of((logits[i] - top) * share);
    }
  }

  private static void assign(
      int[] buckets, float[] logits, int count, float top, float scale, float last) {
    for (int i = 0; i < count; i++) {
      buckets[i] = (int) Math.min((top - logits[i]) * scale, last);
    }
  }

  private static void add(double[] parts, int[] buckets, double[] weights, int count) {
    for (int i = 0; i < count; i++) {
      parts[buckets[i] * WAYS + i % WAYS] += weights[i];
    }
  }

  /** The mass of all tokens, if all were taken; the greatest logit weighs 1. */
  double mass() {
    double mass = 0;
    for (int bucket = 0; bucket <= last; bucket++) {
      mass += masses[bucket];
    }
    return mass;
  }

  /**
   * Goes to the first token with which the mass is {@code wanted}, or else to the last one.
   *
   * @return whether there was one
   */
  boolean reach(double wanted) {
    int bucket = 0;
    double before = 0;
    while (bucket < last && before + masses[bucket] < wanted) {
      before += masses[bucket++];
    }
    if (bucket != sortedBucket) {
      sort(bucket);
    }
    int rank = 0;
    while (sum(rank, before) < wanted && rank < sortedCount - 1) {
      rank++;
    }
    token = sorted[rank];
    reached = sums[rank];
    return reached >= wanted;
  }

  /** The mass of the sorted tokens up to {@code rank} and of the buckets before. */
  private double sum(int rank, double before) {
    for (; summed <= rank; summed++) {
      sums[summed] = (summed == 0 ? before : sums[summed - 1]) + weight(sorted[summed]);
    }
    return sums[rank];
  }

  /** The token that was gone to. */
  int token() {
    return (int) token;
  }

  /** What it weighs. */
  double weight() {
    return weight(token);
  }

  /** The mass with it. */
  double reached() {
    return reached;
  }

  private void sort(int bucket) {
    sortedBucket = bucket;
    sortedCount = last == 0 ? count : find(bucket);
    if (sorted.length < sortedCount) {
      sorted = new long[found.length];
      sums = new double[found.length];
    }
    for (int i = 0; i < sortedCount; i++) {
      sorted[i] = key(last == 0 ? i : found[i]);
    }
    Arrays.sort(sorted, 0, sortedCount);
    summed = 0;
  }

  /** Without a branch that would be hard to foresee. */
  private int find(int bucket) {
    int size = 0;
    for (int i = 0; i < count; i++) {
      found[size] = i;
      size += buckets[i] == bucket ? 1 : 0;
    }
    return size;
  }

  private long key(int i) {
    int id = whole ? i : ids[i];
    return (long) ~ordered(Float.floatToRawIntBits(logits[i] + 0f)) << 32 | id;
  }

  private double weight(long key) {
    float logit = Float.intBitsToFloat(ordered(~(int) (key >> 32)));
    return Power.of((logit - (double) row.top()) * share);
  }

  /** Turns the bits of numbers into integers in the same order, and back; 0 is positive. */
  private static int ordered(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
