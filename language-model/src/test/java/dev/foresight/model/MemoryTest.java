package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Measures the process's peak resident memory, which Linux lets root reset. The logits of one head
 * are 64 MiB here and dwarf all else, so holding those of two heads at once shows.
 */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final int VOCABULARY = 16384;
  private static final int LENGTH = 256;
  private static final double LOGITS = 4.0 * LENGTH * VOCABULARY * Float.BYTES / (1 << 20);

  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final Path STATUS = Path.of("/proc/self/status");

  @Test
  void peakMemoryDoesNotGrowWithTheNumberOfHeads() throws IOException {
    assumeTrue(Files.isWritable(RESET));
    double one = peakMebibytes(1);
    double four = peakMebibytes(4);
    assertThat(one).as("logits, their log-softmax and their gradient").isGreaterThan(2 * LOGITS);
    assertThat(four - one).isLessThan(0.5 * LOGITS);
  }

  /** The growth of resident memory during one call, over what was resident before it. */
  private static double peakMebibytes(int predictTokens) throws IOException {
    ModelShape shape = new ModelShape(VOCABULARY, 16, 5, 2, 32, LENGTH, predictTokens);
    int[][] tokens = Tokens.rows(1, 4, LENGTH + predictTokens, VOCABULARY);
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 1)) {
      model.lossesAndGradients(tokens);
      model.lossesAndGradients(tokens);
      long before = kibibytes("VmRSS:");
      Files.writeString(RESET, "5");
      model.lossesAndGradients(tokens);
      return (kibibytes("VmHWM:") - before) / 1024.0;
    }
  }

  private static long kibibytes(String field) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException(STATUS + " has no " + field);
  }
}
