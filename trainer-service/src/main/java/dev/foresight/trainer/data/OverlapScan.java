package dev.foresight.trainer.data;

import dev.foresight.model.problems.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds n-grams of words of problems in a corpus. A question or answer of fewer than n words, but
 * {@value #SHORTEST} or more, counts as one n-gram of all its words; a shorter one is not looked
 * for, since such words come together by chance. Texts are added by several threads.
 */
final class OverlapScan {
  /** Words of an n-gram by default. */
  static final int DEFAULT_N = 13;

  static final int SHORTEST = 8;

  private static final long BASE = 0x2545F4914F6CDD1DL;

  private final int n;
  private final SortedMap<Integer, List<NGram>> problems = new TreeMap<>();
  private final Map<Long, Integer> slots = new HashMap<>();
  private final int[] lengths;
  private final long[] drops;
  private final long[] table;

  /** A bit for hashes that may be in the table: it fits the processor's cache. */
  private final long[] filter = new long[1 << 14];

  private final int[] slotOfEntry;

  /** Written by several threads, and only ever from false to true. */
  private final boolean[] found;

  private record NGram(int slot, String words) {}

  /**
   * A scan that has seen nothing.
   *
   * @param evaluated problems by their row in the dataset
   * @param n words of an n-gram, at least {@value #SHORTEST}
   */
  OverlapScan(Map<Integer, Problem> evaluated, int n) {
    if (n < SHORTEST) {
      throw new IllegalArgumentException("n must be at least " + SHORTEST + ", not " + n);
    }
    this.n = n;
    BitSet used = new BitSet();
    new TreeMap<>(evaluated)
        .forEach(
            (row, problem) -> {
              List<NGram> all = new ArrayList<>();
              addNGrams(problem.question(), all, used);
              addNGrams(problem.plainAnswer(), all, used);
              problems.put(row, all);
            });
    lengths = used.stream().toArray();
    drops = Arrays.stream(lengths).mapToLong(OverlapScan::power).toArray();
    found = new boolean[slots.size()];
    table = new long[Integer.highestOneBit(Math.max(8, slots.size())) * 4];
    slotOfEntry = new int[table.length];
    slots.forEach(this::enter);
  }

  /** Looks through a document of the corpus. */
  void add(String text) {
    if (lengths.length == 0) {
      return;
    }
    Words words = new Words(text);
    long[] last = new long[2 * Integer.highestOneBit(n)]; // a ring
    int mask = last.length - 1;
    long[] rolling = new long[lengths.length];
    int count = 0;
    for (long word = words.next(); word != 0; word = words.next()) {
      for (int i = 0; i < lengths.length; i++) {
        long dropped = count >= lengths[i] ? last[(count - lengths[i]) & mask] : 0;
        rolling[i] = rolling[i] * BASE + word - dropped * drops[i];
        if (count + 1 >= lengths[i]) {
          mark(rolling[i] + lengths[i]);
        }
      }
      last[count & mask] = word;
      count++;
    }
  }

  /** What is found, to be kept. */
  byte[] found() {
    BitSet bits = new BitSet();
    for (int i = 0; i < found.length; i++) {
      bits.set(i, found[i]);
    }
    return bits.toByteArray();
  }

  /** Adds what an equal scan of another text has found. */
  void addFound(byte[] bits) {
    BitSet.valueOf(bits).stream().filter(slot -> slot < found.length).forEach(s -> found[s] = true);
  }

  /** Tells scans for other n-grams from this one. */
  String sha256() {
    MessageDigest digest = Digest.sha256();
    digest.update((byte) n);
    problems
        .values()
        .forEach(
            all ->
                all.forEach(ngram -> digest.update(ngram.words.getBytes(StandardCharsets.UTF_8))));
    return HexFormat.of()
        .formatHex(digest.digest(ByteBuffer.allocate(4).putInt(slots.size()).array()));
  }

  OverlapReport report() {
    List<OverlapReport.OverlappingProblem> overlapping = new ArrayList<>();
    problems.forEach(
        (row, ngrams) -> {
          List<NGram> shared = ngrams.stream().filter(ngram -> found[ngram.slot]).toList();
          if (!shared.isEmpty()) {
            overlapping.add(
                new OverlapReport.OverlappingProblem(
                    row, (double) shared.size() / ngrams.size(), shared.getFirst().words));
          }
        });
    return OverlapReport.of(n, problems.size(), overlapping);
  }

  private void addNGrams(String text, List<NGram> all, BitSet used) {
    List<Long> hashes = new ArrayList<>();
    List<String> words = new ArrayList<>();
    Words reader = new Words(text);
    for (long word = reader.next(); word != 0; word = reader.next()) {
      hashes.add(word);
      words.add(reader.word());
    }
    int length = Math.min(n, words.size());
    if (length < SHORTEST) {
      return;
    }
    used.set(length);
    for (int i = 0; i + length <= words.size(); i++) {
      long hash = 0;
      for (int j = i; j < i + length; j++) {
        hash = hash * BASE + hashes.get(j);
      }
      int slot = slots.computeIfAbsent(hash + length, h -> slots.size());
      all.add(new NGram(slot, String.join(" ", words.subList(i, i + length))));
    }
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= BASE;
    }
    return power;
  }

  private void enter(long hash, int slot) {
    int entry = entry(hash);
    while (table[entry] != 0) {
      entry = (entry + 1) & (table.length - 1);
    }
    filter[filterWord(hash)] |= 1L << hash;
    table[entry] = hash;
    slotOfEntry[entry] = slot;
  }

  private void mark(long hash) {
    if (((filter[filterWord(hash)] >>> hash) & 1) == 0) {
      return;
    }
    int entry = entry(hash);
    while (table[entry] != 0) {
      if (table[entry] == hash) {
        found[slotOfEntry[entry]] = true;
        return;
      }
      entry = (entry + 1) & (table.length - 1);
    }
  }

  private int filterWord(long hash) {
    return (int) (hash >>> 40) & (filter.length - 1);
  }

  private int entry(long hash) {
    return (int) (((hash ^ (hash >>> 32)) * 0x9E3779B9L) >>> 7) & (table.length - 1);
  }
}
