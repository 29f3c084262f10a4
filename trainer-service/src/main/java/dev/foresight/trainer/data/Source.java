package dev.foresight.trainer.data;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One part of a mixture.
 *
 * @param location path of a file, or a glob such as {@code books/**.txt}
 * @param textColumn the column or field that holds a document's text, for {@link Format#JSONL},
 *     {@link Format#CSV} and {@link Format#PARQUET}; null otherwise
 * @param weight tokens drawn from this source in proportion to those of the others, above 0; null
 *     means that every document of all such sources is read once an epoch
 */
public record Source(
    String location, Format format, @Nullable String textColumn, @Nullable BigDecimal weight) {

  /**
   * Checks the parts against each other.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public Source {
    if (location.isBlank()) {
      throw new IllegalArgumentException("the location must name a file");
    }
    if (format.hasColumns() != (textColumn != null && !textColumn.isEmpty())) {
      throw new IllegalArgumentException(
          format.hasColumns()
              ? "the text column of " + location + " must be named: it is " + format.label()
              : "a text column has no meaning for " + format.label() + ": " + textColumn);
    }
    if (weight != null && weight.signum() <= 0) {
      throw new IllegalArgumentException("the weight must be above 0, not " + weight);
    }
  }

  /** Problems at {@code path} alone. */
  public static Source problems(Path path) {
    return new Source(path.toString(), Format.PROBLEMS, null, null);
  }

  /**
   * The files, absolute, in the order of their names.
   *
   * @throws IOException if there is none, naming the location
   */
  public List<Path> files() throws IOException {
    return Glob.files(location);
  }

  /**
   * Digests every file, at the speed of the disk.
   *
   * @return lower-case hexadecimal SHA-256 of the file, or, of several, of the text of their
   *     digests in the order of their names, a line each
   */
  public String sha256() throws IOException {
    List<Path> files = files();
    if (files.size() == 1) {
      return Digest.of(files.getFirst());
    }
    StringBuilder lines = new StringBuilder();
    for (Path file : files) {
      lines.append(Digest.of(file)).append('\n');
    }
    return Digest.of(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
