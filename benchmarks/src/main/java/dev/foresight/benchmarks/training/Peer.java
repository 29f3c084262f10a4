package dev.foresight.benchmarks.training;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process of {@code benchmarks/peers/train.py}: a request is a line of JSON, and so is its
 * answer. It does nothing between two requests.
 */
final class Peer implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private Peer(Process process) {
    this.process = process;
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts PyTorch, installing it first where it is missing.
   *
   * @param home Foresight's own folder
   * @param threads that one operation may use
   */
  static Peer start(Path home, int threads) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("benchmarks/peers/run").toString(),
                "train.py",
                Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("OMP_WAIT_POLICY"); // PyTorch's own default
    return new Peer(builder.start());
  }

  JsonNode ask(Map<String, Object> request) throws IOException {
    requests.write(JsonMapper.shared().writeValueAsString(request));
    requests.newLine();
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("PyTorch's process ended; its last words are above");
    }
    return JsonMapper.shared().readTree(answer);
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
