package dev.foresight.benchmarks.measuring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program of this benchmark in a process of its own, of which the memory is measured. */
public final class ChildProcess {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ChildProcess() {}

  /** Whether memory can be read: on Linux. */
  public static boolean memoryIsMeasurable() {
    return Files.isReadable(STATUS);
  }

  /**
   * Runs {@code main} with a heap of at most {@code megabytes}.
   *
   * @return the lines of its standard output
   * @throws IOException if it fails
   */
  public static List<String> run(Class<?> main, int megabytes, Object... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dforesight.log=" + System.getProperty("foresight.log", "bench.log"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = output.lines().toList();
      if (process.waitFor() != 0) {
        throw new IOException("the process of " + main.getSimpleName() + " ended with " + lines);
      }
      return lines;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException("interrupted", e);
    }
  }

  /** The most memory that this process has held, in mebibytes: Linux's {@code VmHWM}. */
  public static double peakMebibytes() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException(STATUS + " has no VmHWM");
  }
}
