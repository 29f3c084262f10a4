package dev.foresight.standalone.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.edge.Issuer;
import dev.foresight.sampler.SamplerApplication;
import dev.foresight.scorer.ScorerApplication;
import dev.foresight.standalone.broker.Broker;
import dev.foresight.trainer.TrainerApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
@SuppressWarnings("NullAway.Init") // start comes before every test
class EveryEndpointTest {
  private static final Path LOG = Path.of("target/test.log");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String VIEWER = "viewer-token-viewer-token";
  private static final String SUBMITTER = "submitter-token-submitter";
  private static final String BROKER_PASSWORD = "password-of-the-broker";
  private static final String PROBLEM = "{\"question\": \"1 + 1?\", \"answer\": \"#### 2\"}\n";
  private static final int REQUESTS = 10_000;

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
  private static final List<Endpoint> endpoints = new ArrayList<>();

  private static Path folder;
  private static Path allowed;
  private static long logged;
  private static Broker broker;
  private static Issuer issuer;

  /** One operation; {@code body} is the schema of what it takes, missing where it takes nothing. */
  private record Endpoint(String root, String method, String path, JsonNode body, JsonNode api) {
    boolean reads() {
      return method.equals("GET");
    }
  }

  @BeforeAll
  static void start(@TempDir Path given) throws Exception {
    folder = given;
    allowed = Files.createDirectory(folder.resolve("allowed"));
    logged = Files.exists(LOG) ? Files.size(LOG) : 0;
    issuer = new Issuer();
    var tokens = folder.resolve("tokens");
    Files.writeString(tokens, "viewer:" + VIEWER + "\nsubmitter:" + SUBMITTER + "\n");
    broker = Broker.start(folder.resolve("kafka"));
    for (var application :
        List.of(
            TrainerApplication.builder(),
            SamplerApplication.builder(),
            ScorerApplication.builder())) {
      describe(run(application, tokens));
    }
  }

  private static String run(SpringApplicationBuilder application, Path tokens) {
    var context =
        application.run(
            "--server.port=0",
            "--management.server.port=",
            "--spring.main.banner-mode=off",
            "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
            "--logging.level.org.apache.kafka=info",
            "--spring.kafka.properties.sasl.jaas.config=" + login(),
            "--foresight.security.tokens-file=" + tokens,
            "--foresight.security.issuer=" + issuer.address(),
            "--foresight.security.changes-per-minute=0",
            "--foresight.work-queue.lock=2s",
            "--foresight.sampler.roles=control",
            "--foresight.store=" + folder.resolve("store"),
            "--foresight.datasets.folder=" + folder.resolve("datasets"),
            "--foresight.datasets.source=http://127.0.0.1:9/",
            "--foresight.datasets.roots=" + allowed,
            "--foresight.checkpoints.roots=" + allowed,
            "--foresight.trainer.state=" + folder.resolve("trainer"),
            "--foresight.sampler.state=" + folder.resolve("sampler"),
            "--foresight.scorer.state=" + folder.resolve("scorer"));
    contexts.add(context);
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  private static String login() {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"trainer\""
        + " password=\"%s\";".formatted(BROKER_PASSWORD);
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
    issuer.close();
    http.close();
  }

  private static int status(Endpoint endpoint, String authorization) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(endpoint.root + endpoint.path.replaceAll("\\{\\w+}", "none")))
            .header("Content-Type", "application/json")
            .method(endpoint.method, BodyPublishers.ofString(endpoint.reads() ? "" : "{}"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static String issued(String role, Duration life) throws Exception {
    return issuer.token("foresight", life, Map.of("roles", List.of(role)));
  }

  /**
   * Whoever is no one, then who is someone else, then the roles; each as the two kinds of tokens.
   */
  @Test
  void everyEndpointAsksForARoleThatSuffices() throws Exception {
    assertThat(endpoints).hasSizeGreaterThan(20);
    assertThat(endpoints).extracting(Endpoint::method).contains("GET", "POST", "DELETE");
    var hour = Duration.ofHours(1);
    var unknown =
        List.of(
            "another-token-another-token",
            issued("submitter", Duration.ofHours(-1)),
            issuer.forged("foresight", hour, Map.of("roles", List.of("submitter"))));
    String stranger = issued("stranger", hour);
    var viewers = List.of(VIEWER, issued("viewer", hour));
    var submitters = List.of(SUBMITTER, issued("submitter", hour));
    for (var endpoint : endpoints) {
      var as = endpoint.method + " " + endpoint.path;
      assertThat(status(endpoint, "")).as(as).isEqualTo(401);
      for (String token : unknown) {
        assertThat(status(endpoint, "Bearer " + token)).as(as).isEqualTo(401);
      }
      assertThat(status(endpoint, "Bearer " + stranger)).as(as).isEqualTo(403);
      for (String token : viewers) {
        assertThat(status(endpoint, "Bearer " + token))
            .as(as)
            .matches(endpoint.reads() ? s -> s != 401 && s != 403 : s -> s == 403);
      }
      for (String token : submitters) {
        assertThat(status(endpoint, "Bearer " + token)).as(as).isNotIn(401, 403);
      }
    }
  }

  /** Read back from the log of this test, which has what services and clients say at INFO. */
  @Test
  void noSecretIsLogged() throws Exception {
    String issued = issued("submitter", Duration.ofHours(1));
    String expired = issued("submitter", Duration.ofHours(-1));
    String basic = Base64.getEncoder().encodeToString(("submitter:" + SUBMITTER).getBytes(UTF_8));
    for (var endpoint : endpoints) {
      for (String token : List.of(VIEWER, SUBMITTER, issued, expired)) {
        status(endpoint, "Bearer " + token);
        status(endpoint, "Bearer " + token + " more");
      }
      status(endpoint, "Basic " + basic);
    }
    String log = Files.readString(LOG).substring((int) logged);
    assertThat(log).contains("dispatcherServlet", "sasl.jaas.config = [hidden]");
    for (String secret : List.of(VIEWER, SUBMITTER, issued, expired, basic, BROKER_PASSWORD)) {
      assertThat(log.contains(secret)).as(secret).isFalse();
    }
  }

  @Test
  void noRequestReachesAFileOutsideTheFoldersForIt() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.jsonl"), "{\"question\": \"hush\"}\n");
    Path link = Files.createSymbolicLink(allowed.resolve("link.jsonl"), secret);
    Path open = Files.writeString(allowed.resolve("open.jsonl"), PROBLEM.repeat(9));
    for (var named : List.of(secret, link, allowed.resolve("../secret.jsonl"))) {
      for (String fields :
          List.of(
              "\"corpus\": \"%s\"",
              "\"data\": {\"sources\": [{\"files\": \"%s\"}]}",
              "\"data\": {\"sources\": [{\"files\": \"ALLOWED\"}], \"tokenizer\": \"%s\"}",
              "\"corpus\": \"ALLOWED\", \"evaluation\": {\"dataset\": \"%s\"}",
              "\"corpus\": \"ALLOWED\", \"evaluation\": {\"dataset\": \"ALLOWED\", \"exemplars\": \"%s\"}")) {
        var body = fields.replace("ALLOWED", open.toString()).formatted(named);
        var answer = train("{\"name\": \"x\", " + body + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body())
            .contains(
                "must lie below one of foresight.datasets.roots",
                String.valueOf(named.getFileName()))
            .doesNotContain("hush");
      }
    }
  }

  private static HttpResponse<String> train(String job) throws Exception {
    var jobs =
        endpoints.stream().filter(e -> e.path.equals("/api/v1/training-jobs")).findFirst().get();
    var request =
        HttpRequest.newBuilder(URI.create(jobs.root + jobs.path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + SUBMITTER)
            .POST(BodyPublishers.ofString(job));
    return http.send(request.build(), BodyHandlers.ofString());
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
