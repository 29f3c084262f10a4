package dev.foresight.trainer;

import ai.djl.engine.Engine;
import dev.foresight.model.TorchScript;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A trainer with a broker of its own, and what a client sees of it. */
final class RunningTrainer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;
  private final URI root;

  /** Starts over {@code folder}, whose {@code store} is the checkpoint store. */
  RunningTrainer(Path folder, String... properties) {
    Engine.getEngine("PyTorch");
    TorchScript.useThreads(1); // the models are too small for more
    broker.brokerProperty("group.share.min.record.lock.duration.ms", "1000");
    broker.brokerProperty("share.coordinator.state.topic.replication.factor", "1");
    broker.brokerProperty("share.coordinator.state.topic.min.isr", "1");
    broker.afterPropertiesSet();
    var all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.server.port=",
                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                "--foresight.store=" + folder.resolve("store"),
                "--foresight.trainer.state=" + folder.resolve("state"),
                "--foresight.work-queue.lock=2s",
                "--foresight.broker.replication=1"));
    all.addAll(List.of(properties));
    context = TrainerApplication.builder().run(all.toArray(String[]::new));
    root =
        URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, body);
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send("GET", path, "").body());
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(root.resolve(path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** What is at {@code path} once it is as wanted. */
  JsonNode await(String path, Predicate<JsonNode> wanted) throws Exception {
    JsonNode node = JSON.nullNode();
    for (int attempt = 0; attempt < 600; attempt++) {
      node = get(path);
      if (wanted.test(node)) {
        return node;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not within a minute: " + node.toPrettyString());
  }

  @Override
  public void close() {
    http.close();
    context.close();
    broker.destroy();
  }
}
