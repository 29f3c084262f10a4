package dev.foresight.trainer.data;

import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Corpora tokenized once and kept in the checkpoint store. Safe for use by several threads and
 * processes: one prepares a corpus, the others wait for it.
 */
public final class Corpora {
  private final Path store;

  /**
   * Corpora below {@code store}.
   *
   * @param store root of the checkpoint store
   * @param threads that tokenize, at least 1
   */
  public Corpora(Path store, int threads) {
    this.store = store;
    if (threads < 1) {
      throw new IllegalArgumentException("there must be at least one thread, not " + threads);
    }
  }

  /**
   * The corpus that {@code plan} describes, tokenized now if it is not yet; a preparation that was
   * cut short, even by a crash, is taken up where it ended.
   *
   * @throws IOException naming file and row, if files are missing or unreadable or too many rows
   *     are broken
   * @throws IllegalArgumentException if the plan cannot be followed: the tokenizer does not fit the
   *     model, or no document is left to train on
   * @throws InterruptedException after an interrupt; what is done is kept
   */
  public Corpus prepare(CorpusPlan plan, Preparation listener)
      throws IOException, InterruptedException {
    return ProblemCorpus.of(only(plan), tokenizer(plan, listener));
  }

  /**
   * The tokenizer of {@code plan} alone, read, or trained if it is not yet.
   *
   * @throws IOException as {@link #prepare}
   * @throws IllegalArgumentException if it has more tokens than the model, does not give text back
   *     as it was, or the vocabulary is too small for the sources' characters
   */
  public Tokenizer tokenizer(CorpusPlan plan, Preparation listener)
      throws IOException, InterruptedException {
    return new Tokenizers(store).of(only(plan), plan.vocabularySize());
  }

  private static ProblemFile only(CorpusPlan plan) throws IOException {
    return ProblemFile.read(plan.sources().getFirst().files().getFirst());
  }
}
