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

  /** What a character below 128 is in a word: itself in lower case, 0 if nothing, -1 if a space. */
  private static final int[] ASCII = ascii();

  /** The hash of the next word, or 0 after the last; no word's hash is 0. */
  long next() {
    long hash = 0;
    start = at;
    while (at < text.length()) {
      int character = text.charAt(at++);
      if (Character.isHighSurrogate((char) character) && at < text.length()) {
        character = text.codePointAt(at - 1);
        at += Character.charCount(character) - 1;
      }
      int kind = character < ASCII.length ? ASCII[character] : kind(character);
      if (kind > 0) {
        hash = mix(hash ^ kind);
      } else if (kind < 0) {
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

  private static int kind(int character) {
    if (Character.isLetterOrDigit(character)) {
      return Character.toLowerCase(character);
    }
    return Character.isWhitespace(character) || Character.isSpaceChar(character) ? -1 : 0;
  }

  private static int[] ascii() {
    int[] kinds = new int[128];
    for (int character = 0; character < kinds.length; character++) {
      kinds[character] = kind(character);
    }
    return kinds;
  }

  private static long mix(long value) {
    long mixed = (value + MIX) * 0xBF58476D1CE4E5B9L;
    mixed ^= mixed >>> 29;
    return mixed == 0 ? MIX : mixed;
  }
}
