package dev.foresight.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tiny problem files. */
public final class Arithmetic {
  private Arithmetic() {}

  /** Writes {@code count} sums as problems. */
  public static Path write(Path file, int count) throws IOException {
    return Files.writeString(
        file,
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    "{\"question\": \"What is %d plus %d?\", \"answer\": \"<<%d+%d=%d>>#### %d\"}"
                        .formatted(i, i + 1, i, i + 1, 2 * i + 1, 2 * i + 1))
            .collect(Collectors.joining("\n")));
  }
}
