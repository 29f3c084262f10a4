package dev.foresight.model.tokenizer;

import java.util.function.Consumer;

/**
 * The pieces of text inside which merges happen: a run of letters and combining marks, or a run of
 * other visible characters, each with at most one space before it; a digit, a line break or any
 * other white space alone. So no token crosses the start of a word, and merges learned on pieces
 * give the same tokens on text that is not cut.
 */
final class Pieces {
  private enum Kind {
    LETTER,
    SYMBOL,
    ALONE
  }

  private Pieces() {}

  static void of(String text, Consumer<String> piece) {
    int start = 0;
    while (start < text.length()) {
      int end = end(text, start);
      piece.accept(text.substring(start, end));
      start = end;
    }
  }

  /** Whether {@code text} is a piece, or empty. */
  static boolean isOne(String text) {
    return text.isEmpty() || end(text, 0) == text.length();
  }

  private static int end(String text, int start) {
    int first = text.codePointAt(start);
    int at = start + Character.charCount(first);
    Kind kind = kind(first);
    if (first == ' ' && at < text.length()) {
      int second = text.codePointAt(at);
      kind = kind(second);
      at = kind == Kind.ALONE ? at : at + Character.charCount(second);
    }
    while (kind != Kind.ALONE && at < text.length() && kind(text.codePointAt(at)) == kind) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static Kind kind(int character) {
    if (Character.isDigit(character)
        || Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.isISOControl(character)) {
      return Kind.ALONE;
    }
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          Kind.LETTER;
      default -> Character.isLetter(character) ? Kind.LETTER : Kind.SYMBOL;
    };
  }
}
