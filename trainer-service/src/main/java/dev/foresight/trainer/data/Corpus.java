package dev.foresight.trainer.data;

import dev.foresight.model.tokenizer.Tokenizer;
import java.util.List;

/** Documents as token ids, some of them held out for validation. */
public interface Corpus extends AutoCloseable {
  Tokenizer tokenizer();

  /**
   * Sequences to train on. Which tokens the positions 0..T-1 of a sequence hold does not depend on
   * {@code ahead}.
   *
   * @param seed of the order of documents
   * @param length T, tokens of a sequence, at least 1
   * @param ahead n, tokens to predict behind each, at least 1
   */
  Sequences training(long seed, int length, int ahead);

  /** All whole sequences of the held-out documents: rows of T + n ids; none if none is held out. */
  List<int[]> validation(int length, int ahead);

  /** Rows of the source files that could not be read and were left out. */
  long brokenRows();

  @Override
  void close();
}
