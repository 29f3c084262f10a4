package dev.foresight.model.tokenizer;

import java.util.Arrays;

/**
 * Pairs of neighbouring tokens with their counts and the pieces they come in, the most frequent one
 * first; of equal counts the one with the smaller ids. A pair is known by its slot. Counts change
 * at once, the order when {@link #settle} is called.
 */
final class PairHeap {
  private static final int[] NONE = {};

  private int size;
  private long[] pairs = new long[1 << 12];
  private long[] counts = new long[1 << 12];

  /** The counts as they were when the order was last settled. */
  private long[] settled = new long[1 << 12];

  private int[][] places = new int[1 << 12][];
  private int[] placeCounts = new int[1 << 12];
  private boolean[] isChanged = new boolean[1 << 12];

  /** The slots in heap order, and where each slot stands. */
  private int[] heap = new int[1 << 12];

  private int[] positions = new int[1 << 12];

  /** Open addressing: slots plus 1. */
  private int[] table = new int[1 << 14];

  private int[] changed = new int[1 << 8];
  private int changedCount;

  static int left(long pair) {
    return (int) (pair >>> 32);
  }

  static int right(long pair) {
    return (int) pair;
  }

  /** Counts a pair {@code count} times more in {@code piece}. */
  void add(int left, int right, long count, int piece) {
    int slot = slot(((long) left << 32) | right);
    counts[slot] += count;
    note(slot);
    int known = placeCounts[slot];
    if (known > 0 && places[slot][known - 1] == piece) {
      return;
    }
    if (known == places[slot].length) {
      places[slot] = Arrays.copyOf(places[slot], Math.max(2, known + (known >> 1)));
    }
    places[slot][placeCounts[slot]++] = piece;
  }

  /** Counts a known pair {@code count} times less. */
  void subtract(int left, int right, long count) {
    int slot = slot(((long) left << 32) | right);
    counts[slot] -= count;
    note(slot);
  }

  /** Puts the pairs whose counts have changed in order, one after the other. */
  void settle() {
    for (int i = 0; i < changedCount; i++) {
      int slot = changed[i];
      isChanged[slot] = false;
      settled[slot] = counts[slot];
      rise(positions[slot]);
      sink(positions[slot]);
    }
    changedCount = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The most frequent pair, its left id in the upper half. */
  long best() {
    return pairs[heap[0]];
  }

  long bestCount() {
    return counts[heap[0]];
  }

  /** The pieces that hold the best pair, or did once; forgotten here. */
  int[] takePlaces() {
    int slot = heap[0];
    int[] taken = Arrays.copyOf(places[slot], placeCounts[slot]);
    places[slot] = NONE;
    placeCounts[slot] = 0;
    return taken;
  }

  private void note(int slot) {
    if (!isChanged[slot]) {
      isChanged[slot] = true;
      if (changedCount == changed.length) {
        changed = Arrays.copyOf(changed, 2 * changedCount);
      }
      changed[changedCount++] = slot;
    }
  }

  private int slot(long pair) {
    int entry = entry(pair);
    while (table[entry] != 0) {
      if (pairs[table[entry] - 1] == pair) {
        return table[entry] - 1;
      }
      entry = (entry + 1) & (table.length - 1);
    }
    if (size == pairs.length) {
      grow();
      return slot(pair);
    }
    pairs[size] = pair;
    places[size] = NONE;
    heap[size] = size;
    positions[size] = size;
    table[entry] = ++size;
    return size - 1;
  }

  private int entry(long pair) {
    return (int) ((pair * 0x9E3779B97F4A7C15L) >>> 40) & (table.length - 1);
  }

  private void grow() {
    int capacity = 2 * size;
    pairs = Arrays.copyOf(pairs, capacity);
    counts = Arrays.copyOf(counts, capacity);
    settled = Arrays.copyOf(settled, capacity);
    places = Arrays.copyOf(places, capacity);
    placeCounts = Arrays.copyOf(placeCounts, capacity);
    isChanged = Arrays.copyOf(isChanged, capacity);
    heap = Arrays.copyOf(heap, capacity);
    positions = Arrays.copyOf(positions, capacity);
    table = new int[4 * capacity];
    for (int slot = 0; slot < size; slot++) {
      int entry = entry(pairs[slot]);
      while (table[entry] != 0) {
        entry = (entry + 1) & (table.length - 1);
      }
      table[entry] = slot + 1;
    }
  }

  private void rise(int position) {
    int at = position;
    while (at > 0 && isBefore(heap[at], heap[(at - 1) / 2])) {
      swap(at, (at - 1) / 2);
      at = (at - 1) / 2;
    }
  }

  private void sink(int position) {
    int at = position;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], heap[at])) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }

  private void swap(int one, int other) {
    int slot = heap[one];
    heap[one] = heap[other];
    heap[other] = slot;
    positions[heap[one]] = one;
    positions[heap[other]] = other;
  }

  private boolean isBefore(int slot, int other) {
    return settled[slot] != settled[other]
        ? settled[slot] > settled[other]
        : pairs[slot] < pairs[other];
  }
}
