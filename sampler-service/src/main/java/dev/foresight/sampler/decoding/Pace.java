package dev.foresight.sampler.decoding;

/**
 * Whether speculation pays, by measurement: the time per token of both ways, for each power of two
 * of rows. The way that is not in use is tried again now and then, in at most about a fiftieth of
 * the time. Safe for use by several threads.
 */
final class Pace {
  /** Steps of a trial; the first of them is not measured, as it has no drafts yet. */
  static final int TRIAL_STEPS = 5;

  /** Share of the time that goes into trying the slower way again. */
  private static final double TRIALS = 0.02;

  /** Weight of a new measurement among the earlier ones. */
  private static final double NEWEST = 0.3;

  private final Bucket[] buckets = new Bucket[Integer.SIZE];

  /** What is known of steps with about as many rows. */
  private static final class Bucket {
    private final Way plain = new Way();
    private final Way speculative = new Way();
    private int trialLeft;
    private boolean trialled;
    private long sinceTrial;

    Way way(boolean isSpeculative) {
      return isSpeculative ? speculative : plain;
    }
  }

  /** One of the two ways of a step. */
  private static final class Way {
    private double nanosecondsPerToken = Double.NaN;
    private double nanosecondsPerStep;

    void took(double tokens, double nanoseconds) {
      boolean first = Double.isNaN(nanosecondsPerToken);
      nanosecondsPerToken = mean(first, nanosecondsPerToken, nanoseconds / tokens);
      nanosecondsPerStep = mean(first, nanosecondsPerStep, nanoseconds);
    }

    private static double mean(boolean first, double before, double now) {
      return first ? now : before + NEWEST * (now - before);
    }
  }

  /** Whether the next step of {@code rows} rows, at least 1, should speculate. */
  synchronized boolean speculates(int rows) {
    var bucket = bucket(rows);
    if (bucket.trialLeft > 0) {
      return bucket.trialled;
    }
    if (Double.isNaN(bucket.speculative.nanosecondsPerToken)) {
      return trial(bucket, true);
    }
    if (Double.isNaN(bucket.plain.nanosecondsPerToken)) {
      return trial(bucket, false);
    }
    boolean faster = bucket.speculative.nanosecondsPerToken < bucket.plain.nanosecondsPerToken;
    double cost = TRIAL_STEPS * bucket.way(!faster).nanosecondsPerStep;
    return cost < TRIALS * bucket.sinceTrial ? trial(bucket, !faster) : faster;
  }

  private static boolean trial(Bucket bucket, boolean speculative) {
    bucket.trialLeft = TRIAL_STEPS;
    bucket.trialled = speculative;
    bucket.sinceTrial = 0;
    return speculative;
  }

  /**
   * Tells of a step of {@code rows} rows.
   *
   * @param tokens drawn in it, at least 1
   */
  synchronized void took(int rows, boolean speculative, int tokens, long nanoseconds) {
    var bucket = bucket(rows);
    bucket.sinceTrial += nanoseconds;
    boolean warmsUp = bucket.trialLeft == TRIAL_STEPS;
    if (bucket.trialLeft > 0 && speculative == bucket.trialled) {
      bucket.trialLeft--;
    }
    if (!warmsUp) {
      bucket.way(speculative).took(tokens, nanoseconds);
    }
  }

  private Bucket bucket(int rows) {
    int power = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(rows);
    if (buckets[power] == null) {
      buckets[power] = new Bucket();
    }
    return buckets[power];
  }
}
