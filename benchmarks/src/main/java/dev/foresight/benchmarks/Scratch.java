package dev.foresight.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Folders that a benchmark fills and leaves no trace of. */
public final class Scratch {
  private Scratch() {}

  /** A new, empty one. */
  public static Path create() throws IOException {
    return Files.createTempDirectory("foresight-bench-");
  }

  /** Removes a folder and all that it holds. */
  public static void delete(Path folder) throws IOException {
    List<Path> all;
    try (var found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
