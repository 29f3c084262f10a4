package dev.foresight.benchmarks.ecosystem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A script of {@code benchmarks/peers}, which installs what it needs before it runs. */
record Script(Path home, String name) {
  /**
   * Runs it; what it says on its standard error goes to ours.
   *
   * @return the lines of its standard output
   * @throws IOException if it fails
   */
  List<String> run(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("benchmarks/peers/run").toString());
    command.add(name);
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = output.lines().toList();
      if (process.waitFor() != 0) {
        throw new IOException(name + " failed; its last words are above");
      }
      return lines;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException("interrupted", e);
    }
  }
}
