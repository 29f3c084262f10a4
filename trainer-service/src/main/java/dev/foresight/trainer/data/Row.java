package dev.foresight.trainer.data;

import org.jspecify.annotations.Nullable;

/**
 * What a file holds between two borders, not parsed yet.
 *
 * @param number in the file, from 1: of the line, or for tables of the row
 * @param content its bytes; empty if it is broken
 * @param ends whether a document ends with it; not so for the first parts of a long text
 * @param broken why it cannot be read; null if nothing is known against it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Row(long number, byte[] content, boolean ends, @Nullable String broken) {
  static Row of(long number, byte[] content) {
    return new Row(number, content, true, null);
  }

  static Row broken(long number, String reason) {
    return new Row(number, new byte[0], true, reason);
  }
}
