package dev.foresight.trainer.data;

import dev.foresight.trainer.data.Chunk.Position;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source's rows in chunks of about a megabyte, file after file. Chunks never span a place that
 * was reached before, so that each is either done or not. One thread at a time.
 */
final class ChunkReader implements Closeable {
  private static final int BYTES = 1 << 20;
  private static final int ROWS = 1 << 13;

  private final Source source;
  private final List<Path> files;
  private final Position done;
  private int file;
  private long rowsBefore;
  private long bytesBefore;
  private @Nullable RowReader reader;

  /** Reads from the first file on; what lies before {@code done} is marked. */
  ChunkReader(Source source, List<Path> files, Position done) {
    this.source = source;
    this.files = files;
    this.done = done;
  }

  /** The next chunk, or null after the last. */
  @Nullable Chunk next() throws IOException {
    while (file < files.size()) {
      if (reader == null) {
        reader = RowReader.open(source, files.get(file));
      }
      Chunk chunk = read(reader);
      if (!chunk.rows().isEmpty()) {
        return chunk;
      }
      nextFile();
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }

  private Chunk read(RowReader from) throws IOException {
    Position start = new Position(file, rowsBefore);
    List<Row> rows = new ArrayList<>();
    int bytes = 0;
    while (bytes < BYTES && rows.size() < ROWS) {
      Row row = from.next();
      if (row == null) {
        break;
      }
      rows.add(row);
      bytes += row.content().length;
      rowsBefore++;
      if (new Position(file, rowsBefore).equals(done)) {
        break;
      }
    }
    Position end = new Position(file, rowsBefore);
    return new Chunk(start, rows, end.compareTo(done) <= 0, end, bytesBefore + from.bytesRead());
  }

  private void nextFile() throws IOException {
    close();
    reader = null;
    bytesBefore += Files.size(files.get(file));
    file++;
    rowsBefore = 0;
  }
}
