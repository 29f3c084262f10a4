package dev.foresight.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of one file in order, the same ones each time it is read. One thread at a time. */
interface RowReader extends Closeable {
  /**
   * The next row, or null after the last.
   *
   * @throws IOException naming the file, if it cannot be read any further
   */
  @Nullable Row next() throws IOException;

  /** About how many of the file's bytes are read. */
  long bytesRead();

  /** Opens {@code file} of {@code source}. */
  static RowReader open(Source source, Path file) throws IOException {
    return switch (source.format()) {
      case PROBLEMS, JSONL -> new LineReader(file);
      case TEXT -> new TextReader(file);
      case CSV -> TableReader.csv(file, Objects.requireNonNull(source.textColumn()));
      case PARQUET -> TableReader.parquet(file, Objects.requireNonNull(source.textColumn()));
    };
  }
}
