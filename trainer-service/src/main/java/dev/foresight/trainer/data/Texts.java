package dev.foresight.trainer.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The texts of a source's rows. Safe for use by several threads. */
final class Texts {
  private final List<Path> files;
  private final DocumentText documentText;

  Texts(Source source, List<Path> files) {
    this.files = files;
    this.documentText = DocumentText.of(source);
  }

  /**
   * Reads the rows of {@code chunk} in order.
   *
   * @param reader takes each row that is not broken, and its text
   * @return the broken ones
   */
  List<BrokenRow> read(Chunk chunk, BiConsumer<Row, String> reader) {
    List<BrokenRow> broken = new ArrayList<>();
    for (Row row : chunk.rows()) {
      String text;
      try {
        text = text(row);
      } catch (IllegalArgumentException e) {
        String file = files.get(chunk.from().file()).toString();
        broken.add(new BrokenRow(file, row.number(), String.valueOf(e.getMessage())));
        continue;
      }
      reader.accept(row, text);
    }
    return broken;
  }

  private String text(Row row) {
    String known = row.broken();
    if (known != null) {
      throw new IllegalArgumentException(known);
    }
    return documentText.of(row.content());
  }
}
