package dev.foresight.trainer.data;

import dev.foresight.model.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;

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

  /**
   * All whole sequences of the held-out documents, the same ones for every {@code ahead} up to 8;
   * none if none is held out.
   *
   * @return rows of T + n ids, read when they are asked for
   */
  List<int[]> validation(int length, int ahead);

  /** Rows of the source files that could not be read and were left out. */
  long brokenRows();

  /** How much of the evaluation's problems the documents hold; empty if that was not asked for. */
  default Optional<OverlapReport> overlap() {
    return Optional.empty();
  }

  @Override
  void close();
}
