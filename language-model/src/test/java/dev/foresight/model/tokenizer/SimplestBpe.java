package dev.foresight.model.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Byte-pair merges by counting everything anew for each. */
final class SimplestBpe {
  private SimplestBpe() {}

  /** The merges of {@code text}, whose characters are all in the alphabet. */
  static List<String> merges(String text, int vocabularySize) {
    List<String> tokens = alphabet(BpeTrainer.train(List.of(text), 259 + 40));
    List<List<String>> pieces = new ArrayList<>();
    Pieces.of(
        text,
        piece ->
            pieces.add(new ArrayList<>(piece.codePoints().mapToObj(Vocabulary::symbol).toList())));
    List<String> merges = new ArrayList<>();
    while (tokens.size() + 259 < vocabularySize) {
      Map<String, Integer> counts = new HashMap<>();
      for (List<String> piece : pieces) {
        for (int i = 0; i + 1 < piece.size(); i++) {
          counts.merge(piece.get(i) + " " + piece.get(i + 1), 1, Integer::sum);
        }
      }
      String best = best(counts, tokens);
      if (best.isEmpty()) {
        break;
      }
      merges.add(best);
      String merged = best.replace(" ", "");
      if (!tokens.contains(merged)) {
        tokens.add(merged);
      }
      pieces.forEach(piece -> replace(piece, best, merged));
    }
    return merges;
  }

  /** The single characters of a vocabulary, in the order of their ids. */
  private static List<String> alphabet(Tokenizer tokenizer) {
    List<String> characters = new ArrayList<>();
    for (int id = Vocabulary.FIRST_CHARACTER; id < tokenizer.vocabularySize(); id++) {
      String token = new String(tokenizer.bytes(id), java.nio.charset.StandardCharsets.UTF_8);
      if (token.length() > 1) {
        break;
      }
      characters.add(token.replace(' ', Vocabulary.SPACE));
    }
    return characters;
  }

  private static String best(Map<String, Integer> counts, List<String> tokens) {
    String best = "";
    for (Map.Entry<String, Integer> pair : counts.entrySet()) {
      int ahead = pair.getValue() - counts.getOrDefault(best, 1);
      if (ahead > 0
          || (ahead == 0
              && !best.isEmpty()
              && order(pair.getKey(), tokens) < order(best, tokens))) {
        best = pair.getKey();
      }
    }
    return best;
  }

  private static int order(String pair, List<String> tokens) {
    int space = pair.indexOf(' ');
    return 100_000 * tokens.indexOf(pair.substring(0, space))
        + tokens.indexOf(pair.substring(space + 1));
  }

  private static void replace(List<String> piece, String pair, String merged) {
    for (int i = 0; i + 1 < piece.size(); i++) {
      if ((piece.get(i) + " " + piece.get(i + 1)).equals(pair)) {
        piece.set(i, merged);
        piece.remove(i + 1);
      }
    }
  }
}
