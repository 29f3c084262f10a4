package dev.foresight.sampler.decoding;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Nucleus sampling of one row, as plainly as it can be said. */
final class ReferenceNucleus {
  /** A token with its probability in the nucleus. */
  record Kept(int token, double probability) {}

  private ReferenceNucleus() {}

  /** The nucleus in descending order of probability, ties by id. */
  static List<Kept> nucleus(float[] logits, double temperature, double p) {
    List<Integer> order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]).thenComparing(i -> i))
            .toList();
    if (temperature == 0) {
      return List.of(new Kept(order.getFirst(), 1));
    }
    double top = logits[order.getFirst()];
    double[] weights = new double[logits.length];
    double all = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp((logits[i] - top) / temperature);
      all += weights[i];
    }
    int size = 0;
    double mass = 0;
    while (size < logits.length && (size == 0 || mass < p * all)) {
      mass += weights[order.get(size++)];
    }
    double kept = mass;
    return order.subList(0, size).stream().map(i -> new Kept(i, weights[i] / kept)).toList();
  }

  /** The first token of the nucleus whose cumulative probability exceeds {@code u}. */
  static Kept draw(float[] logits, double temperature, double p, double u) {
    var nucleus = nucleus(logits, temperature, p);
    double sum = 0;
    for (var kept : nucleus) {
      sum += kept.probability();
      if (sum > u) {
        return kept;
      }
    }
    return nucleus.getLast();
  }

  /** The token's log-probability in nats. */
  static double logProbability(float[] logits, int token) {
    double all = 0;
    for (float logit : logits) {
      all += Math.exp(logit - (double) logits[token]);
    }
    return -Math.log(all);
  }
}
