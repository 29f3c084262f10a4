package dev.foresight.sampler.decoding;

/**
 * Whether speculation pays, by measurement: the time per token of both ways, for each power of two
 * of rows. The way that is not in use is tried now and then, in at most about a fiftieth of the
 * time. Safe for use by several threads.
 */
final class Pace {
  /** Steps of a trial. */
  static final int TRIAL_STEPS = 16;

  /** The first steps of a trial are not measured: they have no drafts, or run code never run. */
  private static final int WARM_UP_STEPS = 3;

  /** Steps of so many tokens cost little: there speculation is tried at once. */
  private static final int FEW_TOKENS = 32;

  /** Share of the time that goes into trying the slower way. */
  private static final double TRIALS = 0.02;

  /** Least weight of a step among the earlier ones. */
  private static final double NEWEST = 0.05;

  private final Bucket[] buckets = new Bucket[Integer.SIZE];

  /** What is known of steps with about as many rows. */
  private static final class Bucket {
    private final Way plain = new Way();
    private final Way speculative = new Way();
    private int trialLeft;
    private boolean trialled;
    private boolean inUse;

    /** Whether a trial has just ended, so that both ways were measured under the same load. */
    private boolean fresh;

    private long sinceTrial;

    boolean speculationIsFaster() {
      return speculative.known() && speculative.nanosecondsPerToken() < plain.nanosecondsPerToken();
    }

    /** What a step of the way that is not in use takes, as far as is known. */
    double otherStep(int width) {
      return inUse || !speculative.known()
          ? width * plain.nanosecondsPerStep
          : speculative.nanosecondsPerStep;
    }

    Way way(boolean isSpeculative) {
      return isSpeculative ? speculative : plain;
    }
  }

  /** One of the two ways of a step. */
  private static final class Way {
    private double nanosecondsPerStep;
    private double tokensPerStep;
    private long steps;

    void forget() {
      steps = 0;
    }

    boolean known() {
      return steps > 0;
    }

    /** A ratio of means: the mean of ratios would count steps with few tokens too much. */
    double nanosecondsPerToken() {
      return nanosecondsPerStep / tokensPerStep;
    }

    void took(double tokens, double nanoseconds) {
      steps++;
      double weight = Math.max(NEWEST, 1.0 / steps);
      tokensPerStep += weight * (tokens - tokensPerStep);
      nanosecondsPerStep += weight * (nanoseconds - nanosecondsPerStep);
    }
  }

  /**
   * Whether the next step should speculate. Speculation is tried at once in small steps; in others
   * a first trial may cost much, and waits until that is little.
   *
   * @param rows of the step, at least 1
   * @param width tokens fed to each row if it speculates
   */
  synchronized boolean speculates(int rows, int width) {
    var bucket = bucket(rows);
    if (bucket.trialLeft > 0) {
      return bucket.trialled;
    }
    if (!bucket.plain.known()) {
      return trial(bucket, false);
    }
    var speculative = bucket.speculative;
    if (!speculative.known() && rows * width <= FEW_TOKENS) {
      return trial(bucket, true);
    }
    boolean faster = bucket.speculationIsFaster();
    if (bucket.fresh) {
      bucket.fresh = false;
      bucket.inUse = faster;
    }
    boolean doubtful = faster != bucket.inUse; // against a measurement made earlier
    boolean affordable = TRIAL_STEPS * bucket.otherStep(width) < TRIALS * bucket.sinceTrial;
    return (doubtful || affordable) ? trial(bucket, !bucket.inUse) : bucket.inUse;
  }

  private static boolean trial(Bucket bucket, boolean speculative) {
    bucket.trialLeft = TRIAL_STEPS;
    bucket.trialled = speculative;
    bucket.sinceTrial = 0;
    bucket.way(speculative).forget();
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
    boolean warmsUp = bucket.trialLeft > TRIAL_STEPS - WARM_UP_STEPS;
    if (bucket.trialLeft > 0 && speculative == bucket.trialled) {
      bucket.trialLeft--;
      bucket.fresh = bucket.trialLeft == 0;
    }
    if (!warmsUp) {
      bucket.way(speculative).took(tokens, (double) nanoseconds);
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
