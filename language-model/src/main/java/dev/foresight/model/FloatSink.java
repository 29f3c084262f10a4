package dev.foresight.model;

import java.io.IOException;

/** Takes the values of a tensor piece by piece, rows first. */
interface FloatSink {
  /**
   * Takes the next piece.
   *
   * @param values of which the first {@code count} are taken; the array may be used again
   */
  void accept(float[] values, int count) throws IOException;
}
