package dev.foresight.standalone.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.sampler.SamplerApplication;
import dev.foresight.scorer.ScorerApplication;
import dev.foresight.standalone.broker.Broker;
import dev.foresight.trainer.TrainerApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every endpoint of the three services, as their OpenAPI documents list them. */
class EveryEndpointTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String VIEWER = "viewer-token-viewer-token";
  private static final String SUBMITTER = "submitter-token-submitter";
  private static final int REQUESTS = 10_000;

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
  private static final List<Endpoint> endpoints = new ArrayList<>();

  private static Broker broker;

  /** One operation; {@code body} is the schema of what it takes, missing where it takes nothing. */
  private record Endpoint(String root, String method, String path, JsonNode body, JsonNode api) {
    boolean reads() {
      return method.equals("GET");
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    var tokens = folder.resolve("tokens");
    Files.writeString(tokens, "viewer:" + VIEWER + "\nsubmitter:" + SUBMITTER + "\n");
    broker = Broker.start(folder.resolve("kafka"));
    for (var application :
        List.of(
            TrainerApplication.builder(),
            SamplerApplication.builder(),
            ScorerApplication.builder())) {
      describe(run(application, folder, tokens));
    }
  }

  private static String run(SpringApplicationBuilder application, Path folder, Path tokens) {
    var context =
        application.run(
            "--server.port=0",
            "--management.server.port=",
            "--spring.main.banner-mode=off",
            "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
            "--foresight.security.tokens-file=" + tokens,
            "--foresight.security.changes-per-minute=0",
            "--foresight.work-queue.lock=2s",
            "--foresight.sampler.roles=control",
            "--foresight.store=" + folder.resolve("store"),
            "--foresight.datasets.folder=" + folder.resolve("datasets"),
            "--foresight.datasets.source=http://127.0.0.1:9/",
            "--foresight.trainer.state=" + folder.resolve("trainer"),
            "--foresight.sampler.state=" + folder.resolve("sampler"),
            "--foresight.scorer.state=" + folder.resolve("scorer"));
    contexts.add(context);
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  private static void describe(String root) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(root + "/v3/api-docs")).build();
    var api = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    api.path("paths")
        .forEachEntry(
            (path, operations) ->
                operations.forEachEntry(
                    (method, operation) ->
                        endpoints.add(
                            new Endpoint(
                                root,
                                method.toUpperCase(java.util.Locale.ROOT),
                                path,
                                operation
                                    .path("requestBody")
                                    .path("content")
                                    .path("application/json")
                                    .path("schema"),
                                api))));
  }

  @AfterAll
  static void stop() {
    contexts.reversed().forEach(ConfigurableApplicationContext::close);
    broker.close();
    http.close();
  }

  private static int status(Endpoint endpoint, String token) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(endpoint.root + endpoint.path.replaceAll("\\{\\w+}", "none")))
            .header("Content-Type", "application/json")
            .method(endpoint.method, BodyPublishers.ofString(endpoint.reads() ? "" : "{}"));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  @Test
  void everyEndpointAsksForARoleThatSuffices() throws Exception {
    assertThat(endpoints).hasSizeGreaterThan(20);
    assertThat(endpoints).extracting(Endpoint::method).contains("GET", "POST", "DELETE");
    for (var endpoint : endpoints) {
      var as = endpoint.method + " " + endpoint.path;
      assertThat(status(endpoint, "")).as(as).isEqualTo(401);
      assertThat(status(endpoint, "another-token-another-token")).as(as).isEqualTo(401);
      if (endpoint.reads()) {
        assertThat(status(endpoint, VIEWER)).as(as).isNotIn(401, 403);
      } else {
        assertThat(status(endpoint, VIEWER)).as(as).isEqualTo(403);
      }
      assertThat(status(endpoint, SUBMITTER)).as(as).isNotIn(401, 403);
    }
  }

  @Test
  void noRequestThatTheDescriptionSuggestsEndsInAnErrorOfOurs() throws Exception {
    var failures = new ConcurrentLinkedQueue<String>();
    var atOnce = new Semaphore(16);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < REQUESTS; i++) {
        atOnce.acquire();
        var random = new Random(i);
        threads.execute(
            () -> {
              try {
                send(random, failures);
              } finally {
                atOnce.release();
              }
            });
      }
    }
    assertThat(failures.stream().distinct().limit(20)).isEmpty();
  }

  private static void send(Random random, ConcurrentLinkedQueue<String> failures) {
    var endpoint = endpoints.get(random.nextInt(endpoints.size()));
    var values = new RandomValues(random, endpoint.api);
    String path = values.path(endpoint.path);
    String body = endpoint.reads() ? "" : values.body(endpoint.body);
    try {
      var request =
          HttpRequest.newBuilder(URI.create(endpoint.root + path))
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer " + SUBMITTER)
              .method(endpoint.method, BodyPublishers.ofString(body))
              .build();
      var answer = http.send(request, BodyHandlers.ofString());
      // 503 says that what is asked for, such as fonts for a figure, is not there.
      if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
        failures.add(endpoint.method + " " + path + " " + body + " -> " + answer.body());
      }
    } catch (Exception e) {
      failures.add(endpoint.method + " " + path + " " + body + " -> " + e);
    }
  }
}
