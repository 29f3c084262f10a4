package dev.foresight.trainer.data;

/**
 * A row that could not be read.
 *
 * @param file its path
 * @param row its number in the file, from 1: the line, or for Parquet the row
 * @param reason in words
 */
public record BrokenRow(String file, long row, String reason) {
  /** {@code FILE:ROW: REASON}. */
  @Override
  public String toString() {
    return file + ":" + row + ": " + reason;
  }
}
