package dev.foresight.standalone.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sampling worker as a process of its own, which can be killed and is started again. */
final class WorkerProcess implements AutoCloseable {
  private final Path folder;
  private final List<String> command = new ArrayList<>();
  private Process process;
  private int starts;

  /**
   * Starts it with the classes of this process.
   *
   * @param folder its own
   */
  WorkerProcess(Path folder, String... arguments) throws IOException {
    this.folder = Files.createDirectories(folder);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-DOPT_OUT_TRACKING=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MortalWorker.class.getName());
    command.addAll(List.of(arguments));
    command.add("--foresight.sampler.state=" + this.folder.resolve("state"));
    process = start();
  }

  private Process start() throws IOException {
    starts++;
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    var log = ProcessBuilder.Redirect.appendTo(folder.resolve("worker.log").toFile());
    return builder.redirectOutput(log).start();
  }

  /** How often it was started. */
  int starts() {
    return starts;
  }

  /** Starts it if it is dead, as an orchestrator does. */
  void revive() throws IOException {
    if (!process.isAlive()) {
      process = start();
    }
  }

  /** Kills it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Everything it has said. */
  String log() throws IOException {
    return Files.readString(folder.resolve("worker.log"));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
