package dev.foresight.benchmarks.sampling;

import dev.foresight.benchmarks.measuring.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Another program, in a process of its own that does nothing between its turns. */
final class PeerRival implements Rival {
  private final String name;
  private final Peer peer;

  /**
   * Starts {@code script} of {@code benchmarks/peers} and has it load the model and read what comes
   * before the question.
   *
   * @param request as the script takes it
   */
  PeerRival(String name, String script, Path home, int threads, Map<String, Object> request)
      throws IOException {
    this.name = name;
    peer = Peer.start(home, script, threads);
    peer.ask(request);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public double tokensPerSecond() throws IOException {
    JsonNode answer = peer.ask(Map.of("run", 1));
    return answer.path("tokens").asDouble() / answer.path("seconds").asDouble();
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
