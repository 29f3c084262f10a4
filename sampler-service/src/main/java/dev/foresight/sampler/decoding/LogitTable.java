package dev.foresight.sampler.decoding;

import java.nio.FloatBuffer;

/**
 * Rows of logits, each laid out as a table of which the greatest of every column is known, so that
 * most columns need not be looked at.
 *
 * @param logits [rows, V]
 * @param vocabulary V, tokens
 * @param peaks the greatest of each column [rows, V / height]
 * @param height logits of a column: those of tokens c, c + width, c + 2 width and so on; the last
 *     tokens of the vocabulary are in no column
 */
record LogitTable(FloatBuffer logits, int vocabulary, FloatBuffer peaks, int height) {
  /** Takes a token and its logit. */
  interface Visitor {
    void token(int id, float logit);
  }

  float logit(int row, int id) {
    return logits.get(row * vocabulary + id);
  }

  /** Visits the tokens of {@code row} with a logit of at least {@code threshold}. */
  void above(int row, float threshold, Visitor visitor) {
    int width = vocabulary / height;
    int first = row * width;
    for (int c = 0; c < width; c++) {
      if (peaks.get(first + c) >= threshold) {
        above(row, c, width, threshold, visitor);
      }
    }
    above(row, width * height, 1, threshold, visitor);
  }

  private void above(int row, int from, int step, float threshold, Visitor visitor) {
    int end = step == 1 ? vocabulary : step * height;
    for (int id = from; id < end; id += step) {
      float logit = logit(row, id);
      if (logit >= threshold) {
        visitor.token(id, logit);
      }
    }
  }
}
