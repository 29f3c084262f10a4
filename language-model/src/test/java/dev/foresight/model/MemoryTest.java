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
 * would be 256 MiB here and dwarf all else, so holding those of a head, or of two, would show.
 */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final int VOCABULARY = 16384;
  private static final int LENGTH = 1024;
  private static final double LOGITS = 4.0 * LENGTH * VOCABULARY * Float.BYTES / (1 << 20);

  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final Path STATUS = Path.of("/proc/self/status");

  @Test
  void peakMemoryDoesNotGrowWithTheNumberOfHeads() throws IOException {
    assumeTrue(Files.isWritable(RESET));
    peakMebibytes(1); // the library's own memory
    double one = peakMebibytes(1);
    double four = peakMebibytes(4);
    assertThat(one).as("logits of some rows at a time").isLessThan(0.7 * LOGITS);
    assertThat(four).isLessThan(1.05 * one);
  }

  /** The growth of resident memory from before there is a model to the peak of a call. */
  private static double peakMebibytes(int predictTokens) throws IOException {
    ModelShape shape = new ModelShape(VOCABULARY, 16, 5, 2, 32, LENGTH, predictTokens);
    int[][] tokens = Tokens.rows(1, 4, LENGTH + predictTokens, VOCABULARY);
    long before = kibibytes("VmRSS:");
    Files.writeString(RESET, "5");
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 1)) {
      model.lossesAndGradients(tokens);
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
