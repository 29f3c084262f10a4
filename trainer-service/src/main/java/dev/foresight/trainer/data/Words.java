package dev.foresight.trainer.data;

/**
 * The words of a text for comparison: lower-case letters and digits between white space; other
 * characters are left out, so "don't" is "dont" and "$1,200." is "1200".
 */
final class Words {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final String text;
  private int at;
  private int start;
  private int end;

  Words(String text) {
    this.text = text;
  }

  /** The hash of the next word, or 0 after the last; no word's hash is 0. */
  long next() {
    long hash = 0;
    start = at;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      at += Character.charCount(character);
      if (Character.isLetterOrDigit(character)) {
        hash = mix(hash ^ Character.toLowerCase(character));
      } else if (isSpace(character)) {
        if (hash != 0) {
          end = at - 1;
          return hash;
        }
        start = at;
      }
    }
    end = at;
    return hash;
  }

  /** The last word, as compared. */
  String word() {
    StringBuilder word = new StringBuilder();
    text.substring(start, end)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(c -> word.appendCodePoint(Character.toLowerCase(c)));
    return word.toString();
  }

  private static boolean isSpace(int character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }

  private static long mix(long value) {
    long mixed = (value + MIX) * 0xBF58476D1CE4E5B9L;
    mixed ^= mixed >>> 29;
    return mixed == 0 ? MIX : mixed;
  }
}
