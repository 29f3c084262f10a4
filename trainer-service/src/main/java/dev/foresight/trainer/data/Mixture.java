package dev.foresight.trainer.data;

import dev.foresight.model.problems.Shuffle;
import java.util.List;

/**
 * Which of several streams the next window comes from. Windows are dealt in blocks of {@value
 * #BLOCK}: how many of the windows so far are a stream's is its share of them, rounded, so shares
 * hold as exactly as whole windows allow; the order inside a block is shuffled by the seed. Any
 * window's stream and its number there are found without those before it. One thread at a time.
 */
final class Mixture {
  static final int BLOCK = 4096;

  /** So many streams at most, or the largest could be dealt a negative number of windows. */
  static final int MOST = 64;

  private final double[] shares;
  private final int largest;
  private final long seed;
  private long block = -1;
  private final int[] streams = new int[BLOCK];
  private final long[] numbers = new long[BLOCK];

  /** A window of a stream. */
  record Draw(int stream, long number) {}

  /**
   * A mixture of {@code weights.size()} streams.
   *
   * @param weights above 0, at most {@value #MOST}
   * @param seed of the order of streams
   */
  Mixture(List<Double> weights, long seed) {
    if (weights.size() > MOST) {
      throw new IllegalArgumentException(
          "there must be at most " + MOST + " weighted sources, not " + weights.size());
    }
    double sum = weights.stream().mapToDouble(weight -> weight).sum();
    shares = weights.stream().mapToDouble(weight -> weight / sum).toArray();
    int most = 0;
    for (int i = 1; i < shares.length; i++) {
      most = shares[i] > shares[most] ? i : most;
    }
    largest = most;
    this.seed = seed;
  }

  /** Where window {@code number} of the mixture comes from. */
  Draw draw(long number) {
    deal(number / BLOCK);
    int at = (int) (number % BLOCK);
    return new Draw(streams[at], numbers[at]);
  }

  private void deal(long wanted) {
    if (wanted == block) {
      return;
    }
    long[] next = dealtBefore(wanted);
    long[] end = dealtBefore(wanted + 1);
    int[] dealt = new int[BLOCK];
    int at = 0;
    for (int stream = 0; stream < shares.length; stream++) {
      for (long i = next[stream]; i < end[stream]; i++) {
        dealt[at++] = stream;
      }
    }
    int[] order = Shuffle.order(BLOCK, seed, wanted);
    for (int i = 0; i < BLOCK; i++) {
      streams[i] = dealt[order[i]];
      numbers[i] = next[streams[i]]++;
    }
    block = wanted;
  }

  /** The windows of each stream before a block; the largest one takes what rounding leaves. */
  private long[] dealtBefore(long wanted) {
    long windows = Math.multiplyExact(wanted, BLOCK);
    long[] dealt = new long[shares.length];
    long rest = windows;
    for (int i = 0; i < shares.length; i++) {
      if (i != largest) {
        dealt[i] = (long) Math.floor(windows * shares[i]);
        rest -= dealt[i];
      }
    }
    dealt[largest] = rest;
    return dealt;
  }
}
