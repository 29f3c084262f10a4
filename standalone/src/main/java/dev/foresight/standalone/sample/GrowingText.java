package dev.foresight.standalone.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.List;

/**
 * The text of a sample while it is drawn, as far as it is certain: a character whose bytes come
 * with several tokens appears with the last of them, and what may become a stop string does not
 * appear until it cannot.
 */
final class GrowingText {
  private final List<String> stops;
  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final StringBuilder text = new StringBuilder();
  private ByteBuffer left = ByteBuffer.allocate(0);

  /** No text yet; it ends before the first of {@code stops}, none of which is empty. */
  GrowingText(List<String> stops) {
    this.stops = List.copyOf(stops);
  }

  /** Appends the bytes of a token. */
  void append(byte[] bytes) {
    left = ByteBuffer.allocate(left.remaining() + bytes.length).put(left).put(bytes).flip();
    decode(false);
  }

  /** No more tokens come: the whole text. */
  String end() {
    decode(true);
    return text.substring(0, stopped(text.length()));
  }

  /** What is certain so far. */
  String certain() {
    int end = text.length();
    for (String stop : stops) {
      end = Math.min(end, text.length() - begun(stop));
    }
    return text.substring(0, stopped(end));
  }

  private void decode(boolean last) {
    CharBuffer characters = CharBuffer.allocate(left.remaining() + 1);
    decoder.decode(left, characters, last);
    text.append(characters.flip());
  }

  /** Where the first stop string begins, {@code end} at most. */
  private int stopped(int end) {
    int first = end;
    for (String stop : stops) {
      int found = text.indexOf(stop);
      first = found >= 0 ? Math.min(first, found) : first;
    }
    return first;
  }

  /** How many characters at the end of the text are the beginning of {@code stop}. */
  private int begun(String stop) {
    int length = Math.min(stop.length() - 1, text.length());
    while (!stop.startsWith(text.substring(text.length() - length))) {
      length--;
    }
    return length;
  }
}
