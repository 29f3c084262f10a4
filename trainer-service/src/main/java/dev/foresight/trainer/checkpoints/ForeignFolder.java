package dev.foresight.trainer.checkpoints;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.foreign.MetaCheckpoint;
import dev.foresight.proto.Ids;
import dev.foresight.trainer.requests.Rules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Folders that other trainers wrote. */
final class ForeignFolder {
  private static final String CONVERTED = "converted";

  private ForeignFolder() {}

  /**
   * The model of {@code folder} in Hugging Face's format: the folder itself, or what a release of
   * Meta's was converted to, below {@code store}. A release is told by names, sizes and times of
   * its files, so that it is converted once.
   *
   * @throws dev.foresight.model.problems.InvalidFieldsException saying what is missing or damaged
   */
  static Path readable(Path folder, Path store) {
    if (!MetaCheckpoint.isOne(folder)) {
      return folder;
    }
    try {
      Path converted = store.resolve(CONVERTED).resolve(state(folder));
      if (!Files.exists(converted)) {
        Files.createDirectories(converted.getParent());
        MetaCheckpoint.convert(folder, converted);
      }
      return converted;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

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
      throw unusable(e);
    }
  }

  private static String state(Path folder) throws IOException {
    var state = new StringBuilder(folder.toString());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        state.append(
            "\n%s %d %s"
                .formatted(file.getFileName(), Files.size(file), Files.getLastModifiedTime(file)));
      }
    }
    return Ids.sha256(state.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static RuntimeException unusable(IOException e) {
    return Rules.broken("location", "holds no model that can be used: " + e.getMessage());
  }
}
