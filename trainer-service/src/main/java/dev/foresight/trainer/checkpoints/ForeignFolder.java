package dev.foresight.trainer.checkpoints;

import dev.foresight.model.Checkpoint;
import dev.foresight.trainer.requests.Rules;
import java.io.IOException;
import java.nio.file.Path;

/** Folders that other trainers wrote. */
final class ForeignFolder {
  private ForeignFolder() {}

  /**
   * Digests and checks the model in {@code folder}: every tensor there, of its shape, and a
   * tokenizer that fits.
   *
   * @throws dev.foresight.model.problems.InvalidFieldsException saying what is missing or damaged
   */
  static Checkpoint examine(Path folder) {
    try {
      return Checkpoint.examine(folder);
    } catch (IOException e) {
      throw Rules.broken("location", "holds no model that can be used: " + e.getMessage());
    }
  }
}
