package dev.foresight.model.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns a vocabulary by byte-pair encoding (<a href="https://arxiv.org/abs/1508.07909">Sennrich et
 * al. 2016</a>): three special tokens, 256 bytes to fall back on, the characters that cover the
 * text, then the pair of neighbours that is most frequent, again and again. The same text gives the
 * same vocabulary.
 */
public final class BpeTrainer {
  /** The share of the text that the alphabet's characters cover; the rest falls back to bytes. */
  private static final double COVERAGE = 0.9995;

  private static final String ALWAYS = " \n0123456789";

  private final int vocabularySize;
  private final List<String> tokens = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<String[]> merges = new ArrayList<>();
  private final PairHeap pairs = new PairHeap();

  /** Each piece as token ids, and how often the text has it. */
  private int[][] pieces = new int[0][];

  private long[] counts = new long[0];

  private BpeTrainer(int vocabularySize) {
    this.vocabularySize = vocabularySize;
  }

  /**
   * Trains on {@code texts}.
   *
   * @param vocabularySize tokens wanted, at least {@value Vocabulary#FIRST_CHARACTER} and a few for
   *     the characters; fewer come out if the text has no more pairs
   * @throws IllegalArgumentException if the size is too small
   */
  public static Tokenizer train(Iterable<String> texts, int vocabularySize) {
    PieceCounts counts = new PieceCounts();
    texts.forEach(counts::add);
    return train(counts, vocabularySize);
  }

  /**
   * Trains on what was counted.
   *
   * @param vocabularySize tokens wanted, at least {@value Vocabulary#FIRST_CHARACTER} and a few for
   *     the characters; fewer come out if the text has no more pairs
   * @throws IllegalArgumentException if the size is too small
   */
  public static Tokenizer train(PieceCounts counts, int vocabularySize) {
    BpeTrainer trainer = new BpeTrainer(vocabularySize);
    Map<String, Long> frequencies = counts.toMap();
    trainer.addFixedTokens();
    trainer.addAlphabet(frequencies);
    trainer.split(frequencies);
    trainer.merge();
    return Tokenizer.of(new Vocabulary(trainer.tokens, trainer.merges));
  }

  private void addFixedTokens() {
    Vocabulary.FIXED.forEach(this::add);
  }

  private int add(String token) {
    tokens.add(token);
    ids.put(token, tokens.size() - 1);
    return tokens.size() - 1;
  }

  private void addAlphabet(Map<String, Long> frequencies) {
    Map<Integer, Long> characters = new HashMap<>();
    frequencies.forEach(
        (piece, count) -> piece.codePoints().forEach(c -> characters.merge(c, count, Long::sum)));
    characters.remove((int) Vocabulary.SPACE);
    characters.keySet().removeIf(c -> Character.getType(c) == Character.SURROGATE); // half a pair
    ALWAYS.codePoints().forEach(c -> characters.merge(c, 1L, Long::sum));
    List<Map.Entry<Integer, Long>> ranked = new ArrayList<>(characters.entrySet());
    ranked.sort(
        Map.Entry.<Integer, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey()));
    double wanted = COVERAGE * characters.values().stream().mapToLong(c -> c).sum();
    long covered = 0;
    for (Map.Entry<Integer, Long> character : ranked) {
      if (covered < wanted || ALWAYS.indexOf(character.getKey()) >= 0) {
        add(Vocabulary.symbol(character.getKey()));
        covered += character.getValue();
      }
    }
    if (tokens.size() > vocabularySize) {
      throw new IllegalArgumentException(
          "the vocabulary must have at least "
              + tokens.size()
              + " tokens for this text, not "
              + vocabularySize);
    }
  }

  /** Turns each piece into ids; a character outside the alphabet separates. */
  private void split(Map<String, Long> frequencies) {
    pieces = new int[frequencies.size()][];
    counts = new long[frequencies.size()];
    int index = 0;
    for (Map.Entry<String, Long> piece : frequencies.entrySet()) {
      pieces[index] = symbols(piece.getKey());
      counts[index] = piece.getValue();
      for (int i = 0; i + 1 < pieces[index].length; i++) {
        countPair(index, i, 1);
      }
      index++;
    }
    pairs.settle();
  }

  private int[] symbols(String piece) {
    return piece
        .codePoints()
        .map(c -> c == Vocabulary.SPACE ? -1 : ids.getOrDefault(Vocabulary.symbol(c), -1))
        .toArray();
  }

  /** Counts the pair at {@code at} of a piece, or takes it away; a separator makes no pair. */
  private void countPair(int piece, int at, int sign) {
    int left = pieces[piece][at];
    int right = pieces[piece][at + 1];
    if (left < 0 || right < 0) {
      return;
    }
    if (sign > 0) {
      pairs.add(left, right, counts[piece], piece);
    } else {
      pairs.subtract(left, right, counts[piece]);
    }
  }

  private void merge() {
    while (tokens.size() < vocabularySize && !pairs.isEmpty() && pairs.bestCount() >= 2) {
      long pair = pairs.best();
      String left = tokens.get(PairHeap.left(pair));
      String right = tokens.get(PairHeap.right(pair));
      merges.add(new String[] {left, right});
      Integer known = ids.get(left + right);
      int merged = known == null ? add(left + right) : known;
      for (int piece : pairs.takePlaces()) {
        merge(piece, pair, merged);
      }
      pairs.settle();
    }
  }

  /** Merges {@code pair} in a piece, if it is still there; counts what changes around it. */
  private void merge(int piece, long pair, int merged) {
    int[] before = pieces[piece];
    int[] after = new int[before.length];
    BitSet places = new BitSet();
    int length = 0;
    int counted = 0; // pairs of `before` ahead of this one are dealt with
    for (int i = 0; i < before.length; i++) {
      if (i + 1 < before.length
          && before[i] == PairHeap.left(pair)
          && before[i + 1] == PairHeap.right(pair)) {
        for (counted = Math.max(counted, i - 1);
            counted <= i + 1 && counted + 1 < before.length;
            counted++) {
          countPair(piece, counted, -1);
        }
        places.set(length);
        after[length++] = merged;
        i++;
      } else {
        after[length++] = before[i];
      }
    }
    if (places.isEmpty()) {
      return;
    }
    pieces[piece] = Arrays.copyOf(after, length);
    for (int at = 0; at + 1 < length; at++) {
      if (places.get(at) || places.get(at + 1)) {
        countPair(piece, at, 1);
      }
    }
  }
}
