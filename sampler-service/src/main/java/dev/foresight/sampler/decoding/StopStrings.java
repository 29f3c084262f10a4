package dev.foresight.sampler.decoding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Finds stop strings in a growing text, also across the borders of tokens: an automaton
 * (Aho-Corasick 1975) over the bytes of tokens, one look-up a token.
 */
final class StopStrings {
  /** The state before the first token. */
  static final int START = 0;

  /** The state from the token on that completed a stop string. */
  static final int FOUND = -1;

  private static final int BYTES = 256;
  private static final int UNKNOWN = -2;

  private final List<String> strings;
  private final int[][] next;

  private StopStrings(List<String> strings, int[][] next) {
    this.strings = strings;
    this.next = next;
  }

  /**
   * The automaton of {@code strings}, none of them empty.
   *
   * @param vocabulary tokens in the vocabulary
   * @param bytes the UTF-8 bytes that a token adds to the text
   */
  static StopStrings of(List<String> strings, int vocabulary, IntFunction<byte[]> bytes) {
    int[][] byByte = byByte(strings);
    int[][] next = new int[byByte.length][vocabulary];
    for (int token = 0; token < vocabulary; token++) {
      byte[] added = bytes.apply(token);
      for (int state = 0; state < byByte.length; state++) {
        next[state][token] = walk(byByte, state, added);
      }
    }
    return new StopStrings(List.copyOf(strings), next);
  }

  /** The state after {@code token}. */
  int after(int state, int token) {
    return state == FOUND ? FOUND : next[state][token];
  }

  /** The part of {@code text} before the first stop string. */
  String cut(String text) {
    int end = text.length();
    for (String string : strings) {
      int at = text.indexOf(string);
      end = at >= 0 && at < end ? at : end;
    }
    return text.substring(0, end);
  }

  private static int walk(int[][] byByte, int state, byte[] bytes) {
    int at = state;
    for (byte b : bytes) {
      at = byByte[at][b & 0xFF];
      if (at == FOUND) {
        return FOUND;
      }
    }
    return at;
  }

  /** A state for each beginning of a stop string, and from each the state after each byte. */
  private static int[][] byByte(List<String> strings) {
    List<int[]> states = new ArrayList<>(List.of(unknown()));
    for (String string : strings) {
      insert(states, string.getBytes(UTF_8));
    }
    ArrayDeque<int[]> queue = new ArrayDeque<>(); // pairs: a state, and its longest proper suffix
    queue.add(new int[] {START, START});
    while (!queue.isEmpty()) {
      int[] pair = queue.remove();
      complete(states, pair[0], pair[1], queue);
    }
    states.forEach(StopStrings::fillUnreachable);
    return states.toArray(int[][]::new);
  }

  private static int[] unknown() {
    int[] state = new int[BYTES];
    Arrays.fill(state, UNKNOWN);
    return state;
  }

  private static void insert(List<int[]> states, byte[] string) {
    int at = START;
    for (int i = 0; i < string.length; i++) {
      int[] row = states.get(at);
      int b = string[i] & 0xFF;
      if (row[b] == FOUND) {
        return;
      }
      if (i == string.length - 1) {
        row[b] = FOUND;
      } else if (row[b] == UNKNOWN) {
        row[b] = states.size();
        states.add(unknown());
      }
      at = row[b];
    }
  }

  private static void complete(List<int[]> states, int state, int suffix, ArrayDeque<int[]> queue) {
    int[] row = states.get(state);
    for (int b = 0; b < BYTES; b++) {
      int fallback = state == START ? START : states.get(suffix)[b];
      if (row[b] == UNKNOWN) {
        row[b] = fallback;
      } else if (row[b] >= 0 && fallback == FOUND) {
        row[b] = FOUND; // a shorter stop string ends here
      } else if (row[b] > START) {
        queue.add(new int[] {row[b], fallback});
      }
    }
  }

  /** Nothing leads to a state behind a stop string that holds a shorter one. */
  private static void fillUnreachable(int[] row) {
    for (int b = 0; b < BYTES; b++) {
      row[b] = row[b] == UNKNOWN ? START : row[b];
    }
  }
}
