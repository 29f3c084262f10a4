package dev.foresight.helm.dashboards;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus in a process of its own that scrapes this machine each second. */
final class Prometheus implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final String address;
  private final Instant begun = Instant.now();

  private Prometheus(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  static boolean isHere() {
    return Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
  }

  /**
   * Starts it in {@code folder}.
   *
   * @param jobs the port of each job
   */
  static Prometheus start(Path folder, Map<String, Integer> jobs)
      throws IOException, InterruptedException {
    var configuration = new StringBuilder("global: {scrape_interval: 1s}\nscrape_configs:\n");
    jobs.forEach(
        (job, port) ->
            configuration.append(
                """
                - job_name: %s
                  metrics_path: /actuator/prometheus
                  static_configs: [{targets: ['127.0.0.1:%d']}]
                """
                    .formatted(job, port)));
    var file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
    var address = "127.0.0.1:" + freePort();
    var process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("series"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    var started = new Prometheus(process, "http://" + address);
    started.awaitReady();
    return started;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        var ready = HttpRequest.newBuilder(URI.create(address + "/-/ready")).build();
        if (HTTP.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException starting) {
        // refused until it listens
      }
      Thread.sleep(100);
    }
    throw new AssertionError("Prometheus did not start");
  }

  /** What {@code query} is now. */
  JsonNode instant(String query) throws IOException, InterruptedException {
    return result("/api/v1/query?query=" + encoded(query));
  }

  /** What {@code query} was since the start, each second. */
  JsonNode range(String query) throws IOException, InterruptedException {
    var end = Instant.now();
    return result(
        "/api/v1/query_range?step=1&start=%d&end=%d&query=%s"
            .formatted(begun.getEpochSecond(), end.getEpochSecond(), encoded(query)));
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  private JsonNode result(String path) throws IOException, InterruptedException {
    var answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.body());
    }
    return JsonMapper.shared().readTree(answer.body()).at("/data/result");
  }

  /** Posts JSON to a service. */
  static JsonNode post(String address, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var answer = HTTP.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(answer.body());
    }
    return JsonMapper.shared().readTree(answer.body());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
