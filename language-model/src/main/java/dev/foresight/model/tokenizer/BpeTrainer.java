package dev.foresight.model.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

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
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<Pair, Long> counts = new HashMap<>();
  private final Map<Pair, Set<Integer>> places = new HashMap<>();
  private final PriorityQueue<Candidate> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Candidate::count)
              .reversed()
              .thenComparingInt(c -> c.pair.left)
              .thenComparingInt(c -> c.pair.right));

  private record Pair(int left, int right) {}

  private record Candidate(Pair pair, long count) {}

  /** A piece of text as token ids, and how often the text has it. */
  private static final class Piece {
    private int[] ids;
    private final long count;

    private Piece(int[] ids, long count) {
      this.ids = ids;
      this.count = count;
    }
  }

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
    BpeTrainer trainer = new BpeTrainer(vocabularySize);
    Map<String, Long> frequencies = new LinkedHashMap<>();
    for (String text : texts) {
      Pieces.of(text, piece -> frequencies.merge(piece, 1L, Long::sum));
    }
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
    frequencies.forEach(
        (piece, count) -> {
          int[] symbols =
              piece
                  .codePoints()
                  .map(c -> c == Vocabulary.SPACE ? -1 : ids.getOrDefault(Vocabulary.symbol(c), -1))
                  .toArray();
          pieces.add(new Piece(symbols, count));
          count(pieces.size() - 1, 1, new HashSet<>());
        });
    counts.forEach((pair, count) -> queue.add(new Candidate(pair, count)));
  }

  /** Adds a piece's pairs to the counts, or takes them away, and notes which pairs it has. */
  private void count(int index, int sign, Set<Pair> changed) {
    Piece piece = pieces.get(index);
    for (int i = 0; i + 1 < piece.ids.length; i++) {
      if (piece.ids[i] >= 0 && piece.ids[i + 1] >= 0) {
        Pair pair = new Pair(piece.ids[i], piece.ids[i + 1]);
        counts.merge(pair, sign * piece.count, Long::sum);
        places.computeIfAbsent(pair, p -> new HashSet<>()).add(index);
        changed.add(pair);
      }
    }
  }

  private void merge() {
    while (tokens.size() < vocabularySize && !queue.isEmpty()) {
      Candidate best = queue.remove();
      if (best.count != counts.getOrDefault(best.pair, 0L)) {
        continue;
      }
      if (best.count < 2) {
        return;
      }
      merge(best.pair);
    }
  }

  private void merge(Pair pair) {
    String left = tokens.get(pair.left);
    String right = tokens.get(pair.right);
    merges.add(new String[] {left, right});
    Integer known = ids.get(left + right);
    int merged = known == null ? add(left + right) : known;
    Set<Pair> changed = new HashSet<>();
    for (int index : List.copyOf(places.getOrDefault(pair, Set.of()))) {
      count(index, -1, changed);
      Piece piece = pieces.get(index);
      piece.ids = replaced(piece.ids, pair, merged);
      count(index, 1, changed);
    }
    counts.remove(pair);
    places.remove(pair);
    changed.remove(pair);
    for (Pair other : changed) {
      long count = counts.getOrDefault(other, 0L);
      if (count > 0) {
        queue.add(new Candidate(other, count));
      }
    }
  }

  private static int[] replaced(int[] ids, Pair pair, int merged) {
    int[] replaced = new int[ids.length];
    int length = 0;
    for (int i = 0; i < ids.length; i++) {
      if (i + 1 < ids.length && ids[i] == pair.left && ids[i + 1] == pair.right) {
        replaced[length++] = merged;
        i++;
      } else {
        replaced[length++] = ids[i];
      }
    }
    return Arrays.copyOf(replaced, length);
  }
}
