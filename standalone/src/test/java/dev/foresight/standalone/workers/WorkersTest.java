package dev.foresight.standalone.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.Ids;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.sampler.SamplerApplication;
import dev.foresight.scorer.ScorerApplication;
import dev.foresight.standalone.broker.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two workers in processes of their own on one broker, and what happens when they die. */
class WorkersTest {
  private static final int PROBLEMS = 6;
  private static final int SAMPLES = 60;
  private static final List<String> TEMPERATURES = List.of("0.6", "1.2");
  private static final int WANTED = PROBLEMS * SAMPLES * TEMPERATURES.size();
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Topic<SampleBatch> DRAWN =
      new Topic<>(Topics.SAMPLES, SampleBatch.getDefaultInstance());
  private static final Topic<SamplingTask> TASKS =
      new Topic<>(Topics.SAMPLING_TASKS, SamplingTask.getDefaultInstance());
  private static final Topic<DeadLetter> DEAD =
      new Topic<>(Topics.DEAD_LETTERS, DeadLetter.getDefaultInstance());
  private static final Topic<PassAtK> CELLS =
      new Topic<>(Topics.PASS_AT_K, PassAtK.getDefaultInstance());
  private static final Topic<CheckpointPublished> CHECKPOINTS =
      new Topic<>(Topics.CHECKPOINTS, CheckpointPublished.getDefaultInstance());

  private static Path folder = Path.of("");
  private static Broker broker;
  private static ConfigurableApplicationContext scorer;
  private static ConfigurableApplicationContext control;
  private static List<WorkerProcess> workers = List.of();

  @BeforeAll
  static void start(@TempDir Path given) throws Exception {
    folder = given;
    TorchScript.useThreads(1);
    writeProblems();
    writeModel();
    broker = Broker.start(folder.resolve("kafka"));
    scorer =
        ScorerApplication.builder()
            .run(
                arguments(
                    broker,
                    "--foresight.store=" + folder.resolve("store"),
                    "--foresight.scorer.state=" + folder.resolve("scorer")));
    control = sampler(broker, "control");
    workers = List.of(worker("first"), worker("second"));
  }

  @AfterAll
  static void stop() {
    for (var worker : workers) {
      worker.close();
    }
    control.close();
    scorer.close();
    broker.close();
  }

  @Test
  void anEvaluationThatIsSharedAndWhoseWorkerIsKilledEndsAsOneLeftInPeace() throws Exception {
    String id = post(control, request(0));
    await(() -> drawn(broker, id).size() > WANTED / 10);
    workers.getFirst().kill();
    assertThat(drawn(broker, id)).as("in the middle").hasSizeLessThan(WANTED);
    workers.getFirst().revive();
    await(() -> state(id).equals("complete"));

    assertThat(CELLS.read(broker.bootstrapServers()))
        .filteredOn(cell -> cell.getEvaluationId().equals(id) && cell.getComplete())
        .extracting(PassAtK::getTemperature)
        .containsAll(TEMPERATURES);
    assertThat(get(control, id).path("conflicts").asInt()).isZero();
    assertThat(drawn(broker, id)).hasSize(WANTED).isEqualTo(undisturbed(id));
  }

  @Test
  void tasksThatCannotBeDoneAreGivenUpAndAllOthersEnd() throws Exception {
    int before = starts();
    String good = post(control, request(1));
    TASKS.write(broker.bootstrapServers(), "kills", task("kills", MortalWorker.POISON, 1));
    TASKS.write(broker.bootstrapServers(), "overlong", task("overlong", "nobody's", 100));
    String damaged = post(control, requestFor(publishDamaged()));
    await(() -> state(good).equals("complete"));
    await(() -> reason("kills").equals("no end after 2 deliveries"));
    assertThat(starts() - before).as("deaths").isGreaterThanOrEqualTo(2);
    assertThat(reason("overlong")).contains("do not fit a context of 256");
    assertThat(state(damaged)).isEqualTo("failed");
    assertThat(get(control, damaged).path("reason").stringValue())
        .contains("model.safetensors", "header");
    assertThat(drawn(broker, good)).hasSize(WANTED);
  }

  private static int starts() {
    return workers.stream().mapToInt(WorkerProcess::starts).sum();
  }

  /** The same evaluation on a broker of its own, with a worker that nothing happens to. */
  private static Map<String, String> undisturbed(String id) throws Exception {
    try (var quiet = Broker.start(folder.resolve("quiet"));
        var sampler = sampler(quiet, "control, worker")) {
      assertThat(post(sampler, request(0))).isEqualTo(id);
      await(() -> drawn(quiet, id).size() == WANTED);
      return drawn(quiet, id);
    }
  }

  private static void writeProblems() throws IOException {
    Files.write(
        folder.resolve("test.jsonl"),
        IntStream.range(0, PROBLEMS)
            .mapToObj(
                i ->
                    "{\"question\": \"Ann has %d pears. How many?\", \"answer\": \"%d\\n#### %d\"}"
                        .formatted(i, i, i))
            .toList());
  }

  private static void writeModel() throws IOException {
    var tokenizer = BpeTrainer.train(List.of(Files.readString(folder.resolve("test.jsonl"))), 320);
    var shape = new ModelShape(tokenizer.vocabularySize(), 32, 3, 2, 64, 256, 2);
    try (var model = Transformer.initialize(shape, Precision.FLOAT32, 7)) {
      Checkpoint.write(folder.resolve("model"), model, tokenizer);
    }
  }

  private static WorkerProcess worker(String name) throws IOException {
    return new WorkerProcess(
        folder.resolve(name),
        arguments(
            broker,
            "--foresight.sampler.roles=worker",
            "--foresight.sampler.worker.tasks=1",
            "--foresight.sampler.worker.threads=1"));
  }

  private static ConfigurableApplicationContext sampler(Broker of, String roles) {
    return SamplerApplication.builder()
        .run(
            arguments(
                of,
                "--foresight.sampler.roles=" + roles,
                "--foresight.sampler.state=" + folder.resolve("sampler-" + roles.length()),
                "--foresight.sampler.control.roots=" + folder,
                "--foresight.sampler.control.period=100ms",
                "--foresight.sampler.control.task-samples=10"));
  }

  private static String[] arguments(Broker of, String... more) {
    var all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.server.port=",
                "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=" + of.bootstrapServers(),
                "--foresight.work-queue.lock=2s",
                "--foresight.work-queue.delivery-limit=2"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Map<String, Object> request(long seed) {
    return requestFor(Map.of("location", folder.resolve("model").toString()), "checkpoint", seed);
  }

  private static Map<String, Object> requestFor(String checkpoint) {
    return requestFor(checkpoint, "checkpointId", 0);
  }

  private static Map<String, Object> requestFor(Object checkpoint, String field, long seed) {
    return Map.of(
        field,
        checkpoint,
        "evaluation",
        Map.of(
            "dataset",
            folder.resolve("test.jsonl").toString(),
            "shots",
            0,
            "problemSeed",
            seed,
            "temperatures",
            TEMPERATURES,
            "samplesPerProblem",
            SAMPLES,
            "k",
            List.of(1, 10),
            "maxNewTokens",
            40,
            "precision",
            "float32"));
  }

  private static SamplingTask task(String key, String evaluation, int times) throws IOException {
    return SamplingTask.newBuilder()
        .setTaskId(key)
        .setEvaluationId(evaluation)
        .setPrompt("Ann has 5 pears. How many?".repeat(times))
        .addTemperatures("1")
        .setTopP("0.9")
        .setCount(2)
        .setMaxNewTokens(10)
        .setPrecision("float32")
        .setCheckpoint(checkpoint(folder.resolve("model")))
        .build();
  }

  private static CheckpointPublished checkpoint(Path model) throws IOException {
    return CheckpointPublished.newBuilder()
        .setCheckpointId(String.valueOf(model.getFileName()))
        .setLocation(model.toString())
        .putAllSha256(Checkpoint.open(model).sha256())
        .setShape(
            dev.foresight.proto.ModelShape.newBuilder().setContextLength(256).setPredictTokens(2))
        .build();
  }

  /** Announces a checkpoint whose weights end within their header; its id. */
  private static String publishDamaged() throws Exception {
    var model = folder.resolve("model");
    var damaged = Files.createDirectories(folder.resolve("damaged"));
    try (var files = Files.list(model)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, damaged.resolve(file.getFileName()));
      }
    }
    byte[] cut = Arrays.copyOf(Files.readAllBytes(model.resolve("model.safetensors")), 99);
    Files.write(damaged.resolve("model.safetensors"), cut);
    var announced =
        checkpoint(model).toBuilder()
            .setCheckpointId("damaged")
            .setLocation(damaged.toString())
            .putSha256("model.safetensors", Ids.sha256(cut))
            .build();
    CHECKPOINTS.write(broker.bootstrapServers(), "damaged", announced);
    return "damaged";
  }

  /** The text of every sample of an evaluation; one drawn again must be the same. */
  private static Map<String, String> drawn(Broker from, String evaluation) {
    var texts = new TreeMap<String, String>();
    for (var batch : DRAWN.read(from.bootstrapServers())) {
      for (var sample : batch.getSamplesList()) {
        String key = batch.getProblem() + "/" + batch.getTemperature() + "/" + sample.getIndex();
        if (batch.getEvaluationId().equals(evaluation)) {
          assertThat(texts.put(key, sample.getText())).isIn(null, sample.getText());
        }
      }
    }
    return texts;
  }

  private static String reason(String key) {
    return DEAD.read(broker.bootstrapServers()).stream()
        .filter(letter -> letter.getKey().toStringUtf8().equals(key))
        .map(DeadLetter::getReason)
        .findFirst()
        .orElse("");
  }

  private static URI evaluations(ConfigurableApplicationContext sampler) {
    return URI.create(
        "http://127.0.0.1:%s/api/v1/evaluations"
            .formatted(sampler.getEnvironment().getProperty("local.server.port")));
  }

  private static String post(ConfigurableApplicationContext sampler, Map<String, Object> request)
      throws Exception {
    var sent =
        HttpRequest.newBuilder(evaluations(sampler))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(request)))
            .build();
    var answer = HTTP.send(sent, BodyHandlers.ofString());
    for (int attempt = 0; answer.statusCode() == 404 && attempt < 50; attempt++) {
      Thread.sleep(100); // the checkpoint was announced just now
      answer = HTTP.send(sent, BodyHandlers.ofString());
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JsonMapper.shared().readTree(answer.body()).path("id").stringValue();
  }

  private static JsonNode get(ConfigurableApplicationContext sampler, String id) throws Exception {
    var asked = HttpRequest.newBuilder(URI.create(evaluations(sampler) + "/" + id)).build();
    return JsonMapper.shared().readTree(HTTP.send(asked, BodyHandlers.ofString()).body());
  }

  private static String state(String id) throws Exception {
    return get(control, id).path("state").stringValue();
  }

  /** Waits; workers that die meanwhile are started again. */
  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT + "; " + workers.getFirst().log());
      }
      for (var worker : workers) {
        worker.revive();
      }
      Thread.sleep(100);
    }
  }
}
