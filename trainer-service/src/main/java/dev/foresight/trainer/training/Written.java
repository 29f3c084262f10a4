package dev.foresight.trainer.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A state or model that was written.
 *
 * @param bytes of all its files
 * @param took wall time, until all was durable
 */
public record Written(Path folder, long bytes, Duration took) {

  static Written of(Path folder, Duration took) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        bytes += Files.size(file);
      }
    }
    return new Written(folder, bytes, took);
  }
}
