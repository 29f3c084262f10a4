package dev.foresight.trainer.data;

import java.util.function.Consumer;

/** The texts of rows that are not broken. */
final class Texts {
  private Texts() {}

  static void forEach(Chunk chunk, DocumentText documentText, Consumer<String> text) {
    for (Row row : chunk.rows()) {
      if (row.broken() == null) {
        String read;
        try {
          read = documentText.of(row.content());
        } catch (IllegalArgumentException e) {
          continue; // counted where documents are tokenized
        }
        text.accept(read);
      }
    }
  }
}
