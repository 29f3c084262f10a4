package dev.foresight.scorer.keeping;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What keeps texts, as a process of its own. */
final class KeeperProcess implements AutoCloseable {
  private final Process process;

  /** Starts it with the classes of this process. */
  KeeperProcess(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MortalKeeper.class.getName());
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Kills it as {@code kill -9} does, once it says that it is about to commit. */
  void killAtCommit() throws IOException, InterruptedException {
    var all = new StringBuilder();
    try (var said = process.inputReader()) {
      for (var line = said.readLine(); line != null; line = said.readLine()) {
        if (line.equals(MortalKeeper.AT_COMMIT)) {
          process.destroyForcibly().waitFor();
          return;
        }
        all.append(line).append('\n');
      }
    }
    throw new AssertionError("it ended, and had said: " + all);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
