package dev.foresight.benchmarks.scoring;

import dev.foresight.scorer.ScorerApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.ConfigurableApplicationContext;

/** The scorer as it is shipped, in this process. */
final class RunningScorer implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path store;

  RunningScorer(String bootstrapServers, Path folder) {
    store = folder.resolve("store");
    context =
        ScorerApplication.builder()
            .run(
                "--server.port=0",
                "--management.server.port=", // the same
                "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                "--foresight.scorer.state=" + folder.resolve("state"),
                "--foresight.store=" + store);
  }

  /** All of its metrics, as Prometheus gets them. */
  String metrics() throws IOException, InterruptedException {
    var port = context.getEnvironment().getRequiredProperty("local.server.port");
    var metrics = URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
    var answer = client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the scorer's metrics were answered with " + answer.statusCode());
    }
    return answer.body();
  }

  /** The value of one series; 0 if it is not there. */
  double metric(String series) throws IOException, InterruptedException {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .sum();
  }

  /** Whether an evaluation has a Parquet file. */
  boolean hasTexts(String evaluation) throws IOException {
    var folder = store.resolve("evaluations").resolve(evaluation).resolve("samples");
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    }
  }

  @Override
  public void close() {
    context.close();
    client.close();
  }
}
