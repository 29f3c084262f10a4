package dev.foresight.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A row for each line that is not blank. */
final class LineReader implements RowReader {
  private static final int LONGEST = 1 << 26;

  private final Lines lines;
  private final int longest;

  LineReader(Path file) throws IOException {
    this(file, LONGEST);
  }

  /** A reader for which a line of more than {@code longest} bytes is broken. */
  LineReader(Path file, int longest) throws IOException {
    lines = new Lines(file);
    this.longest = longest;
  }

  @Override
  public @Nullable Row next() throws IOException {
    while (lines.next(longest + 1)) {
      long number = lines.number();
      if (!lines.endsLine()) {
        skipLine();
        return Row.broken(number, "the line is longer than " + longest + " bytes");
      }
      if (!lines.isBlank()) {
        return Row.of(number, lines.bytes());
      }
    }
    return null;
  }

  @Override
  public long bytesRead() {
    return lines.bytesRead();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private void skipLine() throws IOException {
    while (!lines.endsLine() && lines.next(longest)) {
      // Read to its end.
    }
  }
}
