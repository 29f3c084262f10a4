package dev.foresight.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.TorchScript;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.RunState;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingRun;
import java.io.IOException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole trainer against a real broker, with models that train in a second. */
class TrainerApplicationTest {
  private static final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ALL_OF_IT =
      """
      {
        "name": "%s",
        "corpus": "%s",
        "model": {"vocabularySize": 320, "hiddenSize": 16, "layers": 3, "attentionHeads": 2,
                  "feedForwardSize": 32, "contextLength": 128},
        "predictTokens": [1, 2],
        "tokenBudgets": [%s],
        "seeds": [1],
        "optimization": {"batchTokens": 512, "peakLearningRate": "1e-2"},
        "evaluation": {"dataset": "%s", "shots": 2, "problems": 5, "maxNewTokens": 16,
                       "samplesPerProblem": 4, "k": [1, 2], "temperatures": ["0.8"]}
      }
      """;

  private static final String BROKEN =
      "{\"question\": \"1 + 1?\", \"answer\": \"#### 2\"}\n{\"question\": \"1 + 2?\"}";

  private static Path folder = Path.of("");
  private static ConfigurableApplicationContext trainer;
  private static HttpClient http;
  private static URI root;

  @BeforeAll
  static void start(@TempDir Path given) throws IOException {
    folder = given;
    Engine.getEngine("PyTorch");
    TorchScript.useThreads(1); // the models are too small for more
    Arithmetic.write(folder.resolve("corpus.jsonl"), 40);
    Arithmetic.write(folder.resolve("dataset.jsonl"), 20);
    broker.brokerProperty("group.share.min.record.lock.duration.ms", "1000");
    broker.brokerProperty("share.coordinator.state.topic.replication.factor", "1");
    broker.brokerProperty("share.coordinator.state.topic.min.isr", "1");
    broker.afterPropertiesSet();
    trainer =
        TrainerApplication.builder()
            .run(
                "--server.port=0",
                "--management.server.port=",
                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                "--foresight.store=" + folder.resolve("store"),
                "--foresight.trainer.state=" + folder.resolve("state"),
                "--foresight.trainer.progress-every=50ms",
                "--foresight.work-queue.lock=2s",
                "--foresight.work-queue.pause=100ms",
                "--foresight.broker.replication=1");
    http = HttpClient.newHttpClient();
    root =
        URI.create("http://127.0.0.1:" + trainer.getEnvironment().getProperty("local.server.port"));
  }

  @AfterAll
  static void stop() {
    http.close();
    trainer.close();
    broker.destroy();
  }

  @Test
  void anExperimentEndsWithItsCheckpointsAnnounced() throws Exception {
    var answer = post("/api/v1/experiments", experiment("whole", "0, 10240"));
    assertThat(answer.statusCode()).isEqualTo(202);
    var submitted = JSON.readTree(answer.body());
    assertThat(answer.headers().firstValue("Location"))
        .contains("/api/v1/experiments/" + submitted.path("id").asString());
    assertThat(submitted.path("jobs")).hasSize(4);

    var done = await(submitted, jobs -> jobs.stream().allMatch(is("SUCCEEDED")));
    for (JsonNode job : done.path("jobs")) {
      assertAnnounced(job);
    }
    JsonNode trained = done.path("jobs").get(3);
    assertThat(trained.path("predictTokens").asInt()).isEqualTo(2);
    assertThat(trained.path("losses")).hasSize(2);
    assertThat(trained.path("losses").get(0).asDouble())
        .isLessThan(trained.path("firstLosses").get(0).asDouble() * 0.8);
    assertThat(trained.path("tokensSeen").asLong()).isEqualTo(20 * 512);
    assertThat(trained.path("tokensPerSecond").asDouble()).isPositive();
    assertKnownAlready(submitted);
  }

  private static void assertAnnounced(JsonNode job) throws Exception {
    String id = job.path("checkpoint").path("id").asString();
    CheckpointPublished announced =
        find(Topics.CHECKPOINTS, CheckpointPublished.getDefaultInstance(), id);
    assertThat(announced.getJobId()).isEqualTo(job.path("id").asString());
    assertThat(announced.getTokensSeen()).isEqualTo(job.path("tokensSeen").asLong());
    assertThat(announced.getEvaluation().getSpec().getProblemsList()).hasSize(5);
    assertThat(announced.getEvaluation().getSpec().getExemplars(0).getAnswer())
        .isEqualTo("#### 1"); // without calculator marks
    Checkpoint stored = Checkpoint.open(Path.of(URI.create(announced.getLocation())));
    assertThat(stored.sha256()).isEqualTo(announced.getSha256Map());
    assertThat(stored.shape().predictTokens()).isEqualTo(job.path("predictTokens").asInt());
    assertThat(stored.hasTrainerState()).isFalse();
  }

  private static void assertKnownAlready(JsonNode submitted) throws Exception {
    var again = post("/api/v1/experiments", experiment("whole", "0, 10240"));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(ids(JSON.readTree(again.body()))).isEqualTo(ids(submitted));
  }

  @Test
  void aCancelledJobStopsAndRunsAgainWhenSubmittedAgain() throws Exception {
    String request = experiment("cancelled", "900000000");
    var submitted = JSON.readTree(post("/api/v1/experiments", request).body());
    List<String> first = ids(submitted);
    await(submitted, jobs -> jobs.stream().anyMatch(is("RUNNING")));
    for (String id : first) {
      assertThat(send("DELETE", "/api/v1/training-jobs/" + id, "").statusCode()).isEqualTo(202);
    }
    await(submitted, jobs -> jobs.stream().allMatch(is("CANCELLED")));

    var again = post("/api/v1/experiments", request);
    assertThat(again.statusCode()).isEqualTo(202);
    var resubmitted = JSON.readTree(again.body());
    assertThat(ids(resubmitted)).doesNotContainAnyElementsOf(first);
    assertThat(resubmitted.path("jobs").get(0).path("attempt").asInt()).isEqualTo(1);
    for (String id : ids(resubmitted)) {
      send("DELETE", "/api/v1/training-jobs/" + id, "");
    }
    await(resubmitted, jobs -> jobs.stream().allMatch(is("CANCELLED")));
    var unknown = send("DELETE", "/api/v1/training-jobs/none", "");
    assertThat(unknown.statusCode()).isEqualTo(404);
  }

  @Test
  void aJobThatDoesNotParseIsADeadLetterAndTheNextRuns() throws Exception {
    try (var raw =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.getBrokersAsString()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      raw.send(new ProducerRecord<>("training-jobs", "broken", new byte[] {1, 2, 3})).get();
    }
    var answer = post("/api/v1/training-jobs", job("after the broken one"));
    assertThat(answer.statusCode()).isEqualTo(202);
    var submitted = JSON.readTree(answer.body());
    awaitJob(submitted.path("id").asString(), is("SUCCEEDED"));
    assertThat(
            find(Topics.DEAD_LETTERS, DeadLetter.getDefaultInstance(), "training-jobs/broken")
                .getReason())
        .contains("not a valid message");
    var again = post("/api/v1/training-jobs", job("after the broken one"));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(send("DELETE", submitted.path("links").path("self").asString(), "").statusCode())
        .isEqualTo(409);
  }

  @Test
  void aJobThatFailsSaysWhy() throws Exception {
    Path corpus = Arithmetic.write(folder.resolve("changing.jsonl"), 30);
    Path gone = Arithmetic.write(folder.resolve("going.jsonl"), 30);
    String blocking = experiment("blocking", "900000000");
    var before = JSON.readTree(post("/api/v1/experiments", blocking).body());
    String changed = submitWith("changing.jsonl");
    String missing = submitWith("going.jsonl");
    Arithmetic.write(corpus, 31);
    Files.delete(gone);
    for (String id : ids(before)) {
      send("DELETE", "/api/v1/training-jobs/" + id, "");
    }
    var hopeless = awaitJob(changed, is("FAILED"));
    assertThat(hopeless.path("reason").asString())
        .contains("changing.jsonl", "changed since the job was submitted");
    assertThat(events(changed).getLast().path("failures").asInt()).isEqualTo(1);
    var failed = awaitJob(missing, is("FAILED"));
    assertThat(failed.path("reason").asString()).contains("going.jsonl: there is no such file");
    assertThat(events(missing).getLast().path("failures").asInt()).isEqualTo(3);
    assertThat(
            find(Topics.DEAD_LETTERS, DeadLetter.getDefaultInstance(), "training-jobs/" + missing)
                .getReason())
        .contains("going.jsonl");
  }

  private static String submitWith(String corpus) throws Exception {
    String request = job("with " + corpus).replace("corpus.jsonl", corpus);
    return JSON.readTree(post("/api/v1/training-jobs", request).body()).path("id").asString();
  }

  @Test
  void aFormerHolderStopsAndItsRecordsAreIgnored() throws Exception {
    String request =
        job("taken over").replace("\"tokenBudget\": 1024", "\"tokenBudget\": 90000000");
    String id = JSON.readTree(post("/api/v1/training-jobs", request).body()).path("id").asString();
    awaitJob(id, is("RUNNING"));
    publishRun(id, 100, 7);
    awaitJob(id, job -> job.path("step").asLong() == 7);
    publishRun(id, 99, 8);

    var next = JSON.readTree(post("/api/v1/training-jobs", job("after the takeover")).body());
    awaitJob(next.path("id").asString(), is("SUCCEEDED"));
    assertThat(awaitJob(id, is("RUNNING")).path("step").asLong()).isEqualTo(7);
  }

  private static void publishRun(String id, long epoch, long step) throws Exception {
    var run =
        TrainingRun.newBuilder()
            .setJobId(id)
            .setState(RunState.RUN_STATE_RUNNING)
            .setEpoch(epoch)
            .setStep(step);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.getBrokersAsString()),
            new StringSerializer(),
            new ProtobufSerde.MessageSerializer())) {
      producer.send(new ProducerRecord<>("training-runs", id, run.build())).get();
    }
  }

  @Test
  void metricsAndDocumentationAreThere() throws Exception {
    var submitted = JSON.readTree(post("/api/v1/training-jobs", job("measured")).body());
    String id = submitted.path("id").asString();
    awaitJob(id, is("SUCCEEDED"));
    String metrics = send("GET", "/actuator/prometheus", "").body();
    assertThat(metrics)
        .containsPattern(
            "foresight_training_tokens_total\\{experiment=\"[0-9a-f]{64}\",predict_tokens=\"1\",run=\""
                + id
                + "\"\\}");
    assertThat(metrics)
        .contains(
            "foresight_training_step_seconds_count{",
            "foresight_training_checkpoint_write_seconds_sum{",
            "foresight_training_matrix_product_flops{precision=\"",
            "foresight_resident_memory_bytes",
            "foresight_training_runs_ended_total{outcome=\"cancelled\"}",
            "jvm_memory_used_bytes{area=\"heap\"");
    assertThat(send("GET", "/v3/api-docs", "").body()).contains("/api/v1/experiments");
    assertThat(send("GET", "/actuator/health", "").body()).contains("UP");
  }

  @Test
  void aRunIsFollowedToItsEnd() throws Exception {
    var submitted = JSON.readTree(post("/api/v1/training-jobs", job("followed")).body());
    String id = submitted.path("id").asString();
    var events = events(id);
    assertThat(events.getLast().path("state").asString()).isEqualTo("SUCCEEDED");
    assertThat(events.getLast().path("checkpoints")).hasSize(1);
    assertThat(events).extracting(event -> event.path("id").asString()).containsOnly(id);
    assertThat(new HashSet<>(events)).as("each is news").hasSameSizeAs(events);
    assertThat(send("GET", "/api/v1/training-jobs/none/events", "").statusCode()).isEqualTo(404);
  }

  /** All that the stream of a job tells, to its end. */
  private static List<JsonNode> events(String id) throws Exception {
    var answer = send("GET", "/api/v1/training-jobs/" + id + "/events", "");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    return answer
        .body()
        .lines()
        .filter(line -> line.startsWith("data:"))
        .map(line -> JSON.readTree(line.substring("data:".length())))
        .toList();
  }

  @Test
  void aRunThatDivergesIsNotTriedAgain() throws Exception {
    String request = job("diverges").replace("1e-2", "1e38").replace("1024", "51200");
    String id = JSON.readTree(post("/api/v1/training-jobs", request).body()).path("id").asString();
    var failed = awaitJob(id, is("FAILED"));
    assertThat(failed.path("reason").asString())
        .containsPattern("at step \\d+; last good state: .*, last checkpoint: none");
    assertThat(events(id).getLast().path("failures").asInt()).isEqualTo(1);
    assertThat(
            find(Topics.DEAD_LETTERS, DeadLetter.getDefaultInstance(), "training-jobs/" + id)
                .getReason())
        .contains("at step");
    assertThat(send("GET", "/actuator/prometheus", "").body())
        .contains("foresight_training_diverged_total 1.0")
        .containsPattern("foresight_training_runs_ended_total\\{outcome=\"failed\"} [1-9]");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void aRequestThatCannotBeRunIsRefused(
      String what, String from, String to, int status, List<String> said) throws Exception {
    Files.writeString(folder.resolve("broken.jsonl"), BROKEN);
    String good = experiment("refused", "512");
    assertThat(good).contains(from);
    var answer = post("/api/v1/experiments", good.replace(from, to));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains(said);
  }

  private static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("not JSON", "[1],", "[1} ,", 400, "not JSON"),
        refusal("unknown field", "\"seeds\"", "\"seedz\"", 400, "\"seedz\"", "is unknown"),
        refusal("unknown inner field", "\"layers\"", "\"depth\"", 400, "\"model.depth\""),
        refusal(
            "wrong kind",
            "\"layers\": 3",
            "\"layers\": \"x\"",
            400,
            "\"model.layers\"",
            "must be an integer"),
        refusal(
            "null in a list",
            "\"predictTokens\": [1, 2]",
            "\"predictTokens\": [1, null]",
            400,
            "predictTokens",
            "must not hold null"),
        refusal("heads", "\"attentionHeads\": 2", "\"attentionHeads\": 3", 400, "model.hiddenSize"),
        refusal("layers", "\"layers\": 3", "\"layers\": 1", 400, "model.layers", "(2), not 1"),
        refusal(
            "no heads",
            "\"predictTokens\": [1, 2]",
            "\"predictTokens\": [0, 2]",
            400,
            "predictTokens",
            "1 to 8, not 0"),
        refusal(
            "twice",
            "\"predictTokens\": [1, 2]",
            "\"predictTokens\": [2, 2]",
            400,
            "predictTokens",
            "twice"),
        refusal("batch", "512,", "500,", 400, "optimization.batchTokens"),
        refusal("rate", "1e-2", "-1", 400, "optimization.peakLearningRate", "above 0"),
        refusal("budget", "[512]", "[-1]", 400, "tokenBudgets"),
        refusal(
            "vocabulary",
            "\"vocabularySize\": 320",
            "\"vocabularySize\": 260",
            400,
            "model.vocabularySize",
            "not 260"),
        refusal(
            "no corpus", "corpus.jsonl", "none.jsonl", 400, "none.jsonl: there is no such file"),
        refusal(
            "broken corpus", "corpus.jsonl", "broken.jsonl", 400, "\"corpus\"", "broken.jsonl:2"),
        refusal("broken dataset", "dataset.jsonl", "broken.jsonl", 400, "evaluation.dataset", ":2"),
        refusal("evaluation", "\"0.8\"", "\"-1\"", 400, "evaluation.temperatures"),
        refusal("problems", "\"problems\": 5", "\"problems\": 21", 400, "evaluation.problems"),
        refusal("shots", "\"shots\": 2", "\"shots\": 41", 400, "evaluation.shots"),
        refusal("context", "\"maxNewTokens\": 16", "\"maxNewTokens\": 100", 422, "promptTokens"));
  }

  private static Arguments refusal(
      String what, String from, String to, int status, String... said) {
    return Arguments.of(what, from, to, status, List.of(said));
  }

  private static String experiment(String name, String budgets) {
    return ALL_OF_IT.formatted(
        name, folder.resolve("corpus.jsonl"), budgets, folder.resolve("dataset.jsonl"));
  }

  private static String job(String name) {
    return experiment(name, "")
        .replace("\"predictTokens\": [1, 2],", "\"predictTokens\": 1,")
        .replace("\"tokenBudgets\": []", "\"tokenBudget\": 1024")
        .replace("\"seeds\": [1]", "\"seed\": 1");
  }

  private static List<String> ids(JsonNode experiment) {
    return experiment.path("jobs").valueStream().map(job -> job.path("id").asString()).toList();
  }

  private static Predicate<JsonNode> is(String state) {
    return job -> job.path("state").asString().equals(state);
  }

  private static JsonNode await(JsonNode experiment, Predicate<List<JsonNode>> wanted)
      throws Exception {
    String path = experiment.path("links").path("self").asString();
    return awaitNode(path, node -> wanted.test(node.path("jobs").valueStream().toList()));
  }

  private static JsonNode awaitJob(String id, Predicate<JsonNode> wanted) throws Exception {
    return awaitNode("/api/v1/training-jobs/" + id, wanted);
  }

  private static JsonNode awaitNode(String path, Predicate<JsonNode> wanted) throws Exception {
    JsonNode node = JSON.nullNode();
    for (int attempt = 0; attempt < 600; attempt++) {
      node = JSON.readTree(send("GET", path, "").body());
      if (wanted.test(node)) {
        return node;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not within a minute: " + node.toPrettyString());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(root.resolve(path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static <T extends com.google.protobuf.Message> T find(Topics topic, T type, String key) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker.getBrokersAsString()),
            new StringDeserializer(),
            ProtobufSerde.of(type).deserializer())) {
      var partition = new TopicPartition(topic.topic(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var keys = new ArrayList<String>();
      for (int attempt = 0; attempt < 20; attempt++) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          if (record.key().equals(key)) {
            // Nothing traces unless it is asked to.
            assertThat(record.headers().lastHeader("traceparent")).isNull();
            return record.value();
          }
          keys.add(record.key());
        }
      }
      throw new AssertionError("no record " + key + " among " + keys);
    }
  }
}
