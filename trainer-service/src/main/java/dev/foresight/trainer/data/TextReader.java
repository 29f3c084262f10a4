package dev.foresight.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Plain text. A file is one document, unless lines of {@value #SEPARATOR} alone separate several. A
 * document is cut after the first line break past {@value #PART} bytes, again and again, so that
 * the parts of a book can be shuffled, held out and left out if they are not UTF-8; where no line
 * breaks for as long again, it is cut after a space, or inside a word if there is none.
 */
final class TextReader implements RowReader {
  static final String SEPARATOR = "<|endoftext|>";

  static final int PART = 1 << 16;

  private final Lines lines;
  private final Deque<Row> ready = new ArrayDeque<>();
  private final ByteArrayOutputStream part = new ByteArrayOutputStream();
  private long firstLine = 1;
  private boolean startsLine = true;
  private boolean done;

  TextReader(Path file) throws IOException {
    lines = new Lines(file);
  }

  /** A part is given out once it is known whether its document ends with it. */
  @Override
  public @Nullable Row next() throws IOException {
    while (!done && (ready.isEmpty() || (ready.size() == 1 && !ready.getFirst().ends()))) {
      if (lines.next(PART)) {
        take();
      } else {
        endDocument();
        done = true;
      }
    }
    return ready.poll();
  }

  @Override
  public long bytesRead() {
    return lines.bytesRead();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private void take() {
    byte[] bytes = lines.bytes();
    boolean separator = startsLine && lines.endsLine() && isSeparator(bytes);
    startsLine = lines.endsLine();
    if (separator) {
      endDocument();
      return;
    }
    if (part.size() == 0) {
      firstLine = lines.number();
    }
    part.writeBytes(bytes);
    if (lines.hasLineFeed()) {
      part.write('\n');
    }
    if (part.size() >= (startsLine ? PART : 2 * PART)) {
      cut(startsLine ? part.size() : border(part.toByteArray()));
    }
  }

  private static boolean isSeparator(byte[] line) {
    return line.length < 2 * SEPARATOR.length()
        && new String(line, StandardCharsets.UTF_8).strip().equals(SEPARATOR);
  }

  /** The last place behind a space in the second half, or between two characters. */
  private static int border(byte[] text) {
    for (int i = text.length; i > text.length / 2; i--) {
      if (text[i - 1] == ' ') {
        return i;
      }
    }
    int end = text.length - 1;
    while (end > text.length - 4 && (text[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }

  private void cut(int length) {
    byte[] text = part.toByteArray();
    part.reset();
    ready.add(new Row(firstLine, Arrays.copyOf(text, length), false, null));
    part.write(text, length, text.length - length);
    firstLine = lines.number();
  }

  private void endDocument() {
    byte[] text = part.toByteArray();
    part.reset();
    if (!new String(text, StandardCharsets.UTF_8).isBlank()) {
      ready.add(Row.of(firstLine, text));
    } else if (!ready.isEmpty()) {
      Row last = ready.removeLast();
      ready.add(Row.of(last.number(), last.content()));
    }
  }
}
