package dev.foresight.trainer.data;

import java.util.List;

/**
 * Some rows of one file.
 *
 * @param from where they begin
 * @param rows in order
 * @param tokenized whether an earlier preparation has written them already
 * @param end where the next chunk begins
 * @param bytesRead of the source's files up to here, about
 */
record Chunk(Position from, List<Row> rows, boolean tokenized, Position end, long bytesRead) {

  /**
   * A place between two rows of a source.
   *
   * @param file the file's ordinal
   * @param rows of it that lie before
   */
  record Position(int file, long rows) implements Comparable<Position> {
    static final Position START = new Position(0, 0);

    @Override
    public int compareTo(Position other) {
      return file != other.file
          ? Integer.compare(file, other.file)
          : Long.compare(rows, other.rows);
    }
  }
}
