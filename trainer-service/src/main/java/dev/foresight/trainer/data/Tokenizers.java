package dev.foresight.trainer.data;

import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Tokenizers by corpus and size, kept in the checkpoint store: {@code tokenizers/DIGEST-SIZE}. The
 * same corpus gives the same tokenizer, so it does not matter who trains it.
 */
public final class Tokenizers {
  private final Path folder;

  /**
   * Tokenizers below {@code store}.
   *
   * @param store root of the checkpoint store
   */
  public Tokenizers(Path store) {
    this.folder = store.resolve("tokenizers");
  }

  /**
   * The tokenizer of {@code corpus}, trained if it is not there yet.
   *
   * @param size tokens in the vocabulary, at most
   * @throws IllegalArgumentException if {@code size} is too small for the corpus' characters
   */
  public Tokenizer of(ProblemFile corpus, int size) throws IOException {
    Path kept = folder.resolve(corpus.sha256() + "-" + size);
    if (!Files.exists(kept)) {
      keep(BpeTrainer.train(ProblemCorpus.texts(corpus), size), kept);
    }
    return Tokenizer.read(kept);
  }

  private void keep(Tokenizer tokenizer, Path kept) throws IOException {
    Files.createDirectories(folder);
    Path partial = Files.createTempDirectory(folder, ".partial-");
    Files.write(partial.resolve(Tokenizer.FILE), tokenizer.json());
    Files.write(partial.resolve(Tokenizer.CONFIGURATION_FILE), tokenizer.configurationJson());
    try {
      Files.move(partial, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.exists(kept)) {
        throw e;
      }
      // Another request was faster, with the same tokenizer.
    }
  }
}
