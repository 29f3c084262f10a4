package dev.foresight.benchmarks.measuring;

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
 * The process of a script of {@code benchmarks/peers}: a request is a line of JSON, and so is its
 * answer. It does nothing between two requests.
 */
public final class Peer implements AutoCloseable {
  private final String script;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private Peer(String script, Process process) {
    this.script = script;
    this.process = process;
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a script, installing what it needs first where that is missing.
   *
   * @param home Foresight's own folder
   * @param threads that one operation may use
   */
  public static Peer start(Path home, String script, int threads) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("benchmarks/peers/run").toString(), script, Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("OMP_WAIT_POLICY"); // their own default
    return new Peer(script, builder.start());
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws IOException if the process ended
   */
  public JsonNode ask(Map<String, ?> request) throws IOException {
    requests.write(JsonMapper.shared().writeValueAsString(request));
    requests.newLine();
    requests.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(script + " ended; its last words are above");
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
