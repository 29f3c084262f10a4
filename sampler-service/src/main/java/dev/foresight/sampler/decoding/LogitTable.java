package dev.foresight.sampler.decoding;

import java.nio.FloatBuffer;

/**
 * Rows of logits in strips, of which the greatest is known, so that most strips need not be looked
 * at.
 *
 * @param logits [rows, V]
 * @param vocabulary V, tokens
 * @param peaks the greatest logit of each strip [rows, V / strip]
 * @param strip logits of a strip, at most V; the last V % strip tokens are in none
 */
record LogitTable(FloatBuffer logits, int vocabulary, FloatBuffer peaks, int strip) {
  /** Takes a token and its logit. */
  interface Visitor {
    void token(int id, float logit);
  }

  float logit(int row, int id) {
    return logits.get(row * vocabulary + id);
  }

  /** Visits the tokens of {@code row} with a logit from {@code least} to below {@code below}. */
  void between(int row, float least, float below, Visitor visitor) {
    int strips = vocabulary / strip;
    int first = row * strips;
    for (int i = 0; i < strips; i++) {
      if (peaks.get(first + i) >= least) {
        between(row, i * strip, (i + 1) * strip, least, below, visitor);
      }
    }
    between(row, strips * strip, vocabulary, least, below, visitor);
  }

  private void between(int row, int from, int to, float least, float below, Visitor visitor) {
    for (int id = from; id < to; id++) {
      float logit = logit(row, id);
      if (logit >= least && logit < below) {
        visitor.token(id, logit);
      }
    }
  }
}
