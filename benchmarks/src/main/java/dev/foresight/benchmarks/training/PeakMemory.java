package dev.foresight.benchmarks.training;

import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The most memory that a process held which does nothing but train; read from Linux's {@code
 * VmHWM}.
 */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private PeakMemory() {}

  static boolean isMeasurable() {
    return Files.isReadable(STATUS);
  }

  /** Trains a few steps in a new process; its peak in mebibytes. */
  static double mebibytes(BenchmarkShape shape, Precision precision, int threads)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dforesight.log=" + System.getProperty("foresight.log", "bench.log"),
                "-cp",
                System.getProperty("java.class.path"),
                PeakMemory.class.getName(),
                shape.name(),
                precision.label(),
                Integer.toString(shape.model().predictTokens()),
                Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = output.lines().toList();
      if (process.waitFor() != 0 || lines.isEmpty()) {
        throw new IOException("the process that measures memory ended with " + lines);
      }
      return Long.parseLong(lines.getLast()) / 1024.0;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException("interrupted", e);
    }
  }

  /** The child: prints its peak in kibibytes. */
  public static void main(String[] args) throws IOException {
    BenchmarkShape shape = BenchmarkShape.of(args[0]).withHeads(Integer.parseInt(args[2]));
    TorchScript.useThreads(Integer.parseInt(args[3]));
    try (ForesightTrainer trainer =
        new ForesightTrainer(shape.model(), Precision.of(args[1]), Batches.of(shape))) {
      trainer.warmUp();
      trainer.stepsPerSecond(0);
    }
    System.out.println(peakKibibytes());
  }

  private static long peakKibibytes() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException(STATUS + " has no VmHWM");
  }
}
