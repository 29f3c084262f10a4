package dev.foresight.scorer;

import static dev.foresight.scorer.Fixtures.EXPERIMENT;
import static dev.foresight.scorer.Fixtures.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** The whole service against a real broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // start comes before every test
class ScorerApplicationTest {
  private static final List<Integer> PROBLEMS = List.of(5, 2, 9);
  private static final String TOKEN = "a-token-of-more-than-twenty-characters";

  @TempDir static Path state;
  private static Broker broker;
  private static ConfigurableApplicationContext scorer;
  private static HttpClient client;

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(state.resolve("tokens"), "submitter:" + TOKEN + "\n");
    client = HttpClient.newHttpClient();
    broker = new Broker();
    scorer = scorer("first");
  }

  @AfterAll
  static void stop() {
    scorer.close();
    broker.close();
    client.close();
  }

  private static ConfigurableApplicationContext scorer(String folder) {
    return broker.scorer(
        "--server.port=0",
        // Another group reads all texts again and writes them over what is there.
        "--foresight.scorer.texts.group=texts-" + folder,
        "--foresight.scorer.state=" + state.resolve(folder),
        "--foresight.store=" + state.resolve("store"),
        "--foresight.security.tokens-file=" + state.resolve("tokens"),
        "--logging.level.root=error",
        "--logging.level.org.apache.kafka=error",
        "--spring.main.banner-mode=off");
  }

  @Test
  @Order(1)
  void beforeTheFirstExperimentTheListIsEmpty() throws Exception {
    assertThat(get("/api/v1/results/experiments").body()).isEqualTo("[]");
  }

  @Test
  @Order(2)
  void theLastSampleCompletesItsCellWithinSeconds() throws Exception {
    broker.put(Fixtures.experiment());
    broker.put(Fixtures.evaluation("e", 1, 1000, 7));
    broker.put(Topics.SAMPLES, "e/5", new byte[] {1, 2, 3});
    PROBLEMS.forEach(problem -> broker.put(batch("e", problem, "0.2", 0, 4, i -> i == 0)));
    broker.put(batch("e", 5, "0.2", 0, 4, i -> i == 0));

    await("/api/v1/results/evaluations/e/pass-at-k", "\"complete\":true");
  }

  @Test
  @Order(3)
  void theNextCellTakesAboutASecond() throws Exception {
    PROBLEMS.forEach(problem -> broker.put(batch("e", problem, "0.25", 0, 3, i -> true)));
    await("/api/v1/results/evaluations/e/pass-at-k", "\"samplesCounted\":9");
    PROBLEMS.forEach(problem -> broker.put(batch("e", problem, "0.25", 3, 4, i -> true)));
    long begin = System.nanoTime();

    awaitNo("/api/v1/results/evaluations/e/pass-at-k", "\"complete\":false");

    // About a second; more only where the machine is busy with other things.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  @Order(4)
  void aRecordThatCannotBeReadIsADeadLetter() {
    assertThat(broker.all(Topics.DEAD_LETTERS, DeadLetter.getDefaultInstance()))
        .singleElement()
        .satisfies(letter -> assertThat(letter.getReason()).startsWith("not a valid message"));
  }

  @Test
  @Order(5)
  void anExperimentShowsItsCells() throws Exception {
    assertThat(get("/api/v1/results/experiments").body()).contains("\"name\":\"laptop\"");
    assertThat(get("/api/v1/results/experiments/" + EXPERIMENT).body())
        .contains("\"stage\":\"complete\"", "\"stage\":\"waiting\"", "\"value\":0.25")
        .contains("\"submittedAt\":\"2023-11-14T22:13:20Z\"");
  }

  @Test
  @Order(6)
  void theFigureComesInBothFormatsAndTheTableAsCsv() throws Exception {
    var path = "/api/v1/results/experiments/" + EXPERIMENT;

    var svg = get(path + "/figure.svg");
    assertThat(type(svg)).startsWith("image/svg+xml");
    assertThat(svg.body()).startsWith("<svg").contains("pass@1 after 1k tokens");
    var png = get(path + "/figure.png");
    assertThat(type(png)).isEqualTo("image/png");
    assertThat(png.body()).contains("PNG");
    var csv = get(path + "/results.csv");
    assertThat(type(csv)).startsWith("text/csv");
    assertThat(csv.body().lines()).hasSize(1 + 2 * 4);
  }

  @Test
  @Order(7)
  void unknownIdsAreProblemDetails() throws Exception {
    for (var path : List.of("experiments/x", "experiments/x/figure.svg", "experiments/x/stream")) {
      var response = get("/api/v1/results/" + path);
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(type(response)).isEqualTo("application/problem+json");
      assertThat(response.body())
          .contains("\"title\":\"Unknown experiment\"")
          .contains("There is no experiment with the id 'x'.");
    }
    assertThat(get("/api/v1/results/evaluations/x/pass-at-k").body())
        .contains("\"title\":\"Unknown evaluation\"");
  }

  @Test
  @Order(7)
  void statisticsVerdictAndComparisonAreServed() throws Exception {
    var evaluation = "/api/v1/results/evaluations/e/pass-at-k";
    assertThat(get(evaluation + "?k=1&k=3&policy=strict-1").body())
        .contains("\"measure\":\"pass^k\",\"k\":3")
        .contains("\"measure\":\"maj@n\"")
        .contains("\"curve\":{\"value\":[0.25,");
    assertThat(get("/api/v1/results/evaluations/e/pass-at-k.csv").body().lines())
        .hasSize(1 + 2 * 2 * 6);
    assertThat(get("/api/v1/results/evaluations/e/tallies.csv").body().lines())
        .hasSize(1 + 2 * 3 * 2);
    assertThat(get("/api/v1/results/comparison?a=e/0.25&b=e/0.2&k=1").body())
        .contains("\"difference\":{\"value\":0.75,");
    assertThat(get("/api/v1/results/experiments/" + EXPERIMENT + "/verdict").body())
        .contains("\"temperature\":\"0.2\",\"k\":1,\"declared\":false")
        .contains("\"complete\":false");
    assertThat(get("/api/v1/results/experiments/" + EXPERIMENT + "/envelope").body())
        .contains("\"temperature\":\"0.25\",\"value\":1.0")
        .contains("\"caveat\":");
    var refused = get(evaluation + "?k=9");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("\"errors\":[{").contains("\"field\":\"k\"");
  }

  @Test
  @Order(7)
  void samplesAreReadWithTheirVerdicts() throws Exception {
    var samples = "/api/v1/results/evaluations/e/samples";
    await(samples, "{\"total\":24,\"offset\":0,\"limit\":50,\"samples\":[{\"problem\":2,");

    assertThat(get(samples + "?temperature=0.2&problem=5&correct=false&limit=2").body())
        .contains("{\"total\":3,\"offset\":0,\"limit\":2,")
        .contains("\"problem\":5,\"temperature\":\"0.2\",\"index\":1,")
        .contains("\"text\":\" Sample 1. The answer is 20.\"")
        .contains("{\"policy\":\"flexible-1\",\"answer\":\"20\",\"correct\":false}")
        .contains("{\"policy\":\"lm-eval-gsm8k-strict-1\",\"answer\":null,\"correct\":false}")
        .doesNotContain("\"index\":0,", "\"index\":3,");
    assertThat(get(samples + "?answer=18&offset=13").body())
        .contains("{\"total\":15,\"offset\":13,")
        .contains("\"problem\":9,\"temperature\":\"0.25\",\"index\":3,")
        .doesNotContain("\"problem\":2,");
    assertThat(get(samples + "?offset=24").body()).endsWith("\"samples\":[]}");
    assertThat(get(samples + "?policy=lm-eval-gsm8k-strict-1&answer=&limit=1").body())
        .contains("{\"total\":24,");
  }

  @Test
  @Order(7)
  void problemsAreShownWithPromptAndAnswers() throws Exception {
    var problems = "/api/v1/results/evaluations/e/problems";

    assertThat(get(problems + "?limit=2").body())
        .isEqualTo(
            "{\"total\":3,\"offset\":0,\"limit\":2,\"problems\":["
                + "{\"problem\":5,\"question\":\"How many?\",\"reference\":\"18\",\"cells\":["
                + "{\"temperature\":\"0.2\",\"samples\":4,\"correct\":1},"
                + "{\"temperature\":\"0.25\",\"samples\":4,\"correct\":4}]},"
                + "{\"problem\":2,\"question\":\"How many?\",\"reference\":\"18\",\"cells\":["
                + "{\"temperature\":\"0.2\",\"samples\":4,\"correct\":1},"
                + "{\"temperature\":\"0.25\",\"samples\":4,\"correct\":4}]}]}");
    assertThat(get(problems + "/5").body())
        .isEqualTo(
            "{\"problem\":5,\"question\":\"How many?\","
                + "\"prompt\":\"Q: Two?\\nA: 2\\n\\nQ: How many?\\nA:\",\"reference\":\"18\","
                + "\"temperature\":\"0.2\",\"policy\":\"flexible-1\",\"samples\":4,"
                + "\"answers\":[{\"answer\":\"20\",\"count\":3,\"correct\":false},"
                + "{\"answer\":\"18\",\"count\":1,\"correct\":true}]}");
    assertThat(get(problems + "/9?temperature=0.25&policy=lm-eval-gsm8k-strict-1").body())
        .contains("\"answers\":[{\"answer\":null,\"count\":4,\"correct\":false}]");
  }

  @Test
  @Order(7)
  void samplesAreExportedWhole() throws Exception {
    var csv = get("/api/v1/results/evaluations/e/samples.csv");
    assertThat(type(csv)).startsWith("text/csv");
    assertThat(csv.body().lines())
        .hasSize(25)
        .startsWith(
            "evaluation,problem,temperature,index,finish_reason,tokens,model_log_probability,"
                + "sampled_log_probability,question,reference,text,flexible-1 answer,"
                + "flexible-1 correct,strict-1 answer,strict-1 correct",
            "e,2,0.2,0,unknown,9,0.0,0.0,How many?,18, Sample 0. The answer is 18.,18,true,18,true");
    var lines = get("/api/v1/results/evaluations/e/samples.jsonl?problem=9&policy=strict-1");
    assertThat(type(lines)).startsWith("application/jsonl");
    assertThat(lines.body().lines())
        .hasSize(8)
        .startsWith(
            "{\"evaluation\":\"e\",\"question\":\"How many?\",\"reference\":\"18\",\"problem\":9,"
                + "\"temperature\":\"0.2\",\"index\":0,\"text\":\" Sample 0. The answer is 18.\","
                + "\"finishReason\":\"unknown\",\"tokens\":9,\"modelLogProbability\":0.0,"
                + "\"sampledLogProbability\":0.0,\"verdicts\":[{\"policy\":\"strict-1\","
                + "\"answer\":\"18\",\"correct\":true}]}");
  }

  @ParameterizedTest
  @Order(7)
  @CsvSource({
    "e/samples?temperature=0.9, 400, temperature",
    "e/samples?problem=7, 400, problem",
    "e/samples?problem=x, 400, problem",
    "e/samples?policy=x, 400, policy",
    "e/samples?correct=x, 400, correct",
    "e/samples?limit=201, 400, limit",
    "e/samples?offset=-1, 400, offset",
    "e/samples.csv?policy=x, 400, policy",
    "e/samples.jsonl?temperature=x, 400, temperature",
    "e/problems?limit=0, 400, limit",
    "e/problems/5?temperature=x, 400, temperature",
    "e/problems/x, 400, problem",
    "e/problems/7, 404, problem",
    "x/samples, 404, evaluation",
    "x/samples.csv, 404, evaluation",
    "x/problems, 404, evaluation",
    "x/problems/5, 404, evaluation",
  })
  void whatCannotBeShownIsAProblemDetail(String path, int status, String about) throws Exception {
    var response = get("/api/v1/results/evaluations/" + path);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(type(response)).isEqualTo("application/problem+json");
    assertThat(response.body())
        .contains(status == 404 ? "Unknown " + about : "\"field\":\"" + about + "\"");
  }

  @Test
  @Order(8)
  void whoFollowsAnExperimentWithATokenHearsOfChanges() throws Exception {
    var request = request("/api/v1/results/experiments/" + EXPERIMENT + "/stream");
    var anonymous = HttpRequest.newBuilder(request, (name, value) -> false).build();
    // The body, which would be a stream without end, is not waited for.
    var refused = client.send(anonymous, BodyHandlers.ofInputStream());
    refused.body().close();
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(type(refused)).startsWith("application/problem+json");

    var stream = client.send(request, BodyHandlers.ofInputStream());
    assertThat(type(stream)).startsWith("text/event-stream");
    try (var lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(nextData(lines)).contains("\"samplesCounted\":12").doesNotContain("\"f\"");

      broker.put(Fixtures.evaluation("f", 2, 1000, 7));

      assertThat(nextDataWith(lines, "\"evaluationId\":\"f\"")).isNotEmpty();
    }
  }

  @Test
  @Order(9)
  void metricsHealthApiDescriptionAndPageAreServed() throws Exception {
    assertThat(get("/actuator/prometheus").body())
        .contains("foresight_samples_total{outcome=\"graded\"} 24.0")
        .contains("foresight_samples_total{outcome=\"duplicate\"} 4.0")
        .contains("foresight_samples_total{outcome=\"rejected\"} 1.0")
        .contains("foresight_samples_received_total 29.0")
        .contains(
            "foresight_pass_at_k{", "foresight_pass_at_k_lower{", "foresight_pass_at_k_upper{")
        .contains("foresight_problems_complete{", "foresight_samples_wanted{")
        .contains("foresight_samples_lag_records{reader=\"tallies\"} 0.0")
        .contains("foresight_samples_lag_records{reader=\"texts\"} 0.0")
        .contains("foresight_samples_lag_seconds{reader=\"tallies\"} 0.0")
        .contains("foresight_texts_stored_total 28.0")
        .contains("foresight_texts_write_seconds_count")
        .contains("kafka_stream");
    assertThat(get("/actuator/health").body()).contains("\"streamHealth\"").contains("RUNNING");
    assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(get("/v3/api-docs").body())
        .contains("/api/v1/results/experiments/{id}", "/comparison", "\"example\"");
    assertThat(get("/").body()).contains("<title>Foresight</title>");
  }

  @Test
  @Order(9)
  void theApiIsDescribedWhole() throws Exception {
    var document = ApiDocument.of(get("/v3/api-docs").body());

    assertThat(document.paths())
        .contains(
            "/api/v1/results/experiments",
            "/api/v1/results/evaluations/{id}/samples",
            "/api/v1/results/evaluations/{id}/samples.jsonl",
            "/api/v1/results/evaluations/{id}/problems/{problem}",
            "/api/v1/results/evaluations/{id}/rescore",
            "/api/v1/results/runs/{id}",
            "/api/v1/results/checkpoints/{id}",
            "/api/v1/results/links");
    assertThat(document.faults()).isEmpty();
  }

  @Test
  @Order(9)
  void aRescoreMakesAnotherPolicyThePrimaryOne() throws Exception {
    var path = "/api/v1/results/evaluations/e/rescore";
    var strict = "{\"policies\":[\"lm-eval-gsm8k-strict-1\",\"strict-1\"]}";
    for (int time = 0; time < 2; time++) {
      var taken = post(path, strict);
      assertThat(taken.statusCode()).isEqualTo(202);
      assertThat(taken.body()).isEqualTo("{\"evaluationId\":\"e\"," + strict.substring(1));
    }

    await("/actuator/prometheus", "temperature=\"0.25\",tokens_seen=\"1000\"} 0.0\n");
    await("/api/v1/results/evaluations/e/samples?correct=true", "{\"total\":0,");
    await(
        "/api/v1/results/evaluations/e/pass-at-k",
        "{\"policy\":\"lm-eval-gsm8k-strict-1\",\"k\":1,\"value\":0.0");
    assertThat(get("/api/v1/results/evaluations/e/problems/5").body())
        .contains("\"policy\":\"lm-eval-gsm8k-strict-1\"");
    // One sample a cell was counted again, each time, and no text stored again.
    await("/actuator/prometheus", "foresight_samples_total{outcome=\"duplicate\"} 8.0");
    await("/actuator/prometheus", "foresight_samples_lag_records{reader=\"texts\"} 0.0");
    assertThat(get("/actuator/prometheus").body())
        .contains("foresight_samples_total{outcome=\"graded\"} 24.0")
        .contains("foresight_texts_stored_total 28.0");

    var unknown = post(path, "{\"policies\":[\"lax\"]}");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body())
        .contains("\"field\":\"policies\"", "must be of strict-1, flexible-1, ");
    assertThat(post(path, "{\"policies\":[]}").body()).contains("must name at least one");
    assertThat(post(path, "[").statusCode()).isEqualTo(400);
    assertThat(post(path.replace("/e/", "/x/"), strict).statusCode()).isEqualTo(404);
  }

  @Test
  @Order(10)
  void aRescoreSendsEveryStoredTextWhereACellLacksAPolicy() throws Exception {
    var results = "/api/v1/results/evaluations/e/pass-at-k";
    var before = get(results).body();
    var cell =
        records().stream().filter(r -> r.getEvaluationId().equals("e")).findAny().orElseThrow();
    // As a version that knew none of the policies left it.
    var older = cell.toBuilder().clearPolicies().clearEstimates().build();
    broker.put(Topics.PASS_AT_K, "e/" + cell.getTemperature(), older.toByteArray());
    awaitNo(results, before);

    post(
        "/api/v1/results/evaluations/e/rescore",
        "{\"policies\":[\"lm-eval-gsm8k-strict-1\",\"strict-1\"]}");

    await("/actuator/prometheus", "foresight_samples_total{outcome=\"duplicate\"} 32.0");
    await(results, before);
  }

  @Test
  @Order(11)
  void aRestartWithNothingOnDiskGivesTheSameResults() throws Exception {
    var path = "/api/v1/results/experiments/" + EXPERIMENT;
    var before = get(path).body();
    var records = records();
    var samples = get("/api/v1/results/evaluations/e/samples").body();
    scorer.close();

    scorer = scorer("second");
    await(path, before);
    broker.put(batch("e", 5, "0.2", 0, 4, i -> i == 0));
    await("/actuator/prometheus", "foresight_texts_stored_total 32.0");
    await("/api/v1/results/evaluations/e/samples", samples);
    await("/api/v1/results/evaluations/e/samples?correct=true", "{\"total\":0,");
    await("/actuator/prometheus", "foresight_samples_total{outcome=\"duplicate\"} 4.0");
    broker.put(batch("f", 5, "0.2", 0, 1, i -> true));
    await("/api/v1/results/evaluations/f/pass-at-k", "\"samplesCounted\":1");

    assertThat(get(path).body()).contains(before.substring(0, before.indexOf("\"cells\"")));
    assertThat(records()).containsAll(records);
  }

  @Test
  @Order(12)
  void aRescoreWaitsForTextsThatAreOnTheirWay() throws Exception {
    var results = "/api/v1/results/evaluations/g/pass-at-k";
    var listeners = scorer.getBean(KafkaListenerEndpointRegistry.class);
    var writer = Objects.requireNonNull(listeners.getListenerContainer("texts"));
    writer.stop();
    broker.put(Fixtures.evaluation("g", 1, 1000, 7));
    broker.put(batch("g", 5, "0.2", 0, 4, i -> true));
    await(results, "\"samplesCounted\":4");

    post("/api/v1/results/evaluations/g/rescore", "{\"policies\":[\"lm-eval-gsm8k-strict-1\"]}");
    Thread.sleep(1000);
    assertThat(get(results).body()).doesNotContain("lm-eval-gsm8k-strict-1\",\"k\"");
    writer.start();

    await(results, "{\"policy\":\"lm-eval-gsm8k-strict-1\",\"k\":1,\"value\":0.0");
  }

  @Test
  void withoutABrokerItSaysSoInPlainWords() {
    assertThatThrownBy(
            () ->
                ScorerApplication.builder()
                    .run(
                        "--server.port=0",
                        "--foresight.scorer.state=" + state.resolve("none"),
                        "--foresight.broker.patience=0s",
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "--spring.kafka.admin.properties.default.api.timeout.ms=500",
                        "--spring.kafka.admin.properties.request.timeout.ms=500",
                        "--logging.level.root=off"))
        .hasRootCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class)
        .hasStackTraceContaining("Kafka at [127.0.0.1:1]");
  }

  /** The latest record of each cell. */
  private static List<PassAtK> records() {
    return List.copyOf(
        broker.all(Topics.PASS_AT_K, PassAtK.getDefaultInstance()).stream()
            .collect(
                Collectors.toMap(
                    cell -> cell.getEvaluationId() + "/" + cell.getTemperature(),
                    cell -> cell,
                    (earlier, later) -> later))
            .values());
  }

  private static String nextDataWith(BufferedReader lines, String text) throws IOException {
    while (true) {
      var data = nextData(lines);
      if (data.contains(text)) {
        return data;
      }
    }
  }

  private static String nextData(BufferedReader lines) throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data:")) {
        return line.substring("data:".length());
      }
    }
    throw new AssertionError("the stream ended");
  }

  private static void await(String path, String text) throws Exception {
    awaitThat(path, text, true);
  }

  private static void awaitNo(String path, String text) throws Exception {
    awaitThat(path, text, false);
  }

  private static void awaitThat(String path, String text, boolean there) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    HttpResponse<String> response;
    do {
      response = get(path);
      if (response.statusCode() == 200 && response.body().contains(text) == there) {
        return;
      }
      Thread.sleep(50);
    } while (System.nanoTime() < end);
    throw new AssertionError(path + " still says " + response.body());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String json) throws Exception {
    var request =
        HttpRequest.newBuilder(request(path), (name, value) -> true)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest request(String path) {
    var port = scorer.getEnvironment().getRequiredProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + TOKEN)
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("");
  }
}
