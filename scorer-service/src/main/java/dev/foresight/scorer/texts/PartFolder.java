package dev.foresight.scorer.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part files of one evaluation. */
record PartFolder(Path path) {

  /** All parts in their order, covered ones too. */
  List<Part> all() throws IOException {
    try (var files = Files.list(path)) {
      return files.map(Part::of).flatMap(Optional::stream).sorted(Part.ORDER).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /** Those that together hold everything, in their order: without those that another covers. */
  List<Part> standing() throws IOException {
    var standing = new ArrayList<Part>();
    @Nullable Part widest = null;
    for (var part : all()) {
      if (widest == null || !widest.covers(part)) {
        standing.add(part);
        widest = part;
      }
    }
    return standing;
  }

  Path file(Part part) {
    return path.resolve(part.fileName());
  }

  /** For DuckDB's readers. */
  String[] files(List<Part> parts) {
    return parts.stream().map(part -> Database.verbatim(file(part))).toArray(String[]::new);
  }
}
