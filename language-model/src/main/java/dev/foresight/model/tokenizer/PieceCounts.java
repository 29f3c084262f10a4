package dev.foresight.model.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * How often each piece of text comes: all that training a vocabulary needs to know of a corpus.
 * Once there are more than {@value #MOST} pieces, the rarest are forgotten, so memory does not grow
 * with the corpus. One thread at a time; counts of parts are added up.
 */
public final class PieceCounts {
  private static final int MOST = 2_000_000;

  private final int most;
  private final Map<String, Count> counts = new HashMap<>();

  private static final class Count {
    private long value;
  }

  /** Counts of nothing. */
  public PieceCounts() {
    this(MOST);
  }

  PieceCounts(int most) {
    this.most = most;
  }

  /** Counts the pieces of {@code text}. */
  public void add(String text) {
    Pieces.of(text, piece -> add(piece, 1));
    forget();
  }

  /** Adds what was counted elsewhere. */
  public void add(PieceCounts other) {
    other.counts.forEach((piece, count) -> add(piece, count.value));
    forget();
  }

  /** Different pieces. */
  public int size() {
    return counts.size();
  }

  /** The counts by piece. */
  Map<String, Long> toMap() {
    Map<String, Long> map = HashMap.newHashMap(counts.size());
    counts.forEach((piece, count) -> map.put(piece, count.value));
    return map;
  }

  private void add(String piece, long times) {
    counts.computeIfAbsent(piece, p -> new Count()).value += times;
  }

  private void forget() {
    for (long rare = 1; counts.size() > most; rare *= 2) {
      long bound = rare;
      counts.values().removeIf(count -> count.value <= bound);
    }
  }
}
