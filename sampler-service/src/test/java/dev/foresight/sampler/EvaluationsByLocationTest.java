package dev.foresight.sampler;

import static dev.foresight.sampler.Neighbours.PROBLEMS;
import static dev.foresight.sampler.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Checkpoint;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Ids;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Checkpoints that nobody published, and files that cannot be used, wherever they turn up. */
class EvaluationsByLocationTest {
  private static final String WEIGHTS = "model.safetensors";

  private static Path folder = Path.of("");
  private static Neighbours neighbours;
  private static ObjectStore store;
  private static ConfigurableApplicationContext sampler;
  private static Caller caller;

  @BeforeAll
  static void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    System.setProperty("aws.accessKeyId", ObjectStore.IDENTITY);
    System.setProperty("aws.secretAccessKey", ObjectStore.SECRET);
    store = new ObjectStore(folder.resolve("store"));
    neighbours = new Neighbours(folder);
    sampler =
        SamplerApplication.builder()
            .run(
                "--server.port=0",
                "--management.server.port=",
                "--spring.main.banner-mode=off",
                "--spring.kafka.bootstrap-servers=" + neighbours.servers(),
                "--foresight.sampler.state=" + folder.resolve("state"),
                "--foresight.sampler.control.period=100ms",
                "--foresight.sampler.control.roots=" + folder + ",s3://models/allowed",
                "--foresight.sampler.checkpoints.s3.endpoint=" + store.endpoint(),
                "--foresight.sampler.checkpoints.s3.path-style=true",
                "--foresight.datasets.folder=" + folder.resolve("datasets"),
                "--foresight.datasets.source=http://127.0.0.1:9/",
                "--foresight.datasets.roots=" + folder,
                "--foresight.work-queue.lock=3s");
    caller = Caller.of(sampler);
  }

  @AfterAll
  static void stop() {
    sampler.close();
    neighbours.close();
    store.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void anyFolderBelowARootIsEvaluatedByItsContent() throws Exception {
    Path model = model("anything");
    String id = accepted(at(model), Map.of());
    Path copy = copy(model, "copy");
    assertThat(caller.post(request(at(copy), Map.of())).statusCode()).as("the same").isEqualTo(200);
    var evaluation = caller.evaluation(id);
    assertThat(evaluation.path("checkpointName").stringValue()).isEqualTo("anything");
    assertThat(evaluation.path("tokensSeen").asInt()).isZero();
    int shared = evaluation.path("sharedPromptTokens").asInt();
    assertThat(shared).isPositive();
    drawn(id);
    assertThat(neighbours.tasks(id))
        .extracting(SamplingTask::getSharedTokens)
        .hasSize(PROBLEMS)
        .containsOnly(shared);
    complete(id);
  }

  @Test
  void aPrefixOfAnObjectStoreIsEvaluated() throws Exception {
    String location = store.put(model("stored"), "allowed/stored");
    String id = accepted(location, Map.of());
    drawn(id);
    complete(id);

    store.delete("allowed/stored", WEIGHTS);
    assertThat(refused(location, Map.of(), "checkpoint.location"))
        .contains("stored/model.safetensors: is in the manifest, and not there");
    assertThat(refused("s3://models/elsewhere", Map.of(), "checkpoint.location"))
        .contains("must lie below one of foresight.sampler.control.roots");
  }

  @Test
  void whatLiesElsewhereIsRefused() throws Exception {
    for (String elsewhere : List.of("/etc", folder + "/../x", "s3://models", "s3://allowed/x")) {
      assertThat(refused(elsewhere, Map.of(), "checkpoint.location"))
          .contains("must lie below one of foresight.sampler.control.roots");
    }
  }

  @Test
  void aModelThatCannotBeUsedIsRefused() throws Exception {
    Path model = model("whole");
    refused(model, "lost", "config.json", bytes -> null, "there is none, so this is no model");
    refused(model, "cut", WEIGHTS, bytes -> cut(bytes), "lies outside the file");
    refused(model, "unknown", WEIGHTS, bytes -> extended(bytes), "has no place for the tensor");
    refused(model, "gone", WEIGHTS, bytes -> null, "there is neither model.safetensors nor");
    refused(model, "huge", WEIGHTS, bytes -> headerOf(bytes, Long.MAX_VALUE), "a header of ");
    refused(model, "negative", WEIGHTS, bytes -> headerOf(bytes, -1), "a header of -1 bytes");
    refused(model, "beyond", WEIGHTS, bytes -> headerOf(bytes, bytes.length), "a header of ");
    refused(model, "empty", WEIGHTS, bytes -> new byte[0], "shorter than its length field");
    Path damaged = copy(model, "damaged");
    change(damaged, WEIGHTS, EvaluationsByLocationTest::flipped);
    assertThat(refused(at(damaged), Map.of(), "checkpoint.location"))
        .contains("model.safetensors: its SHA-256 is ", ", the manifest says ");
  }

  /** Announced with the digests of what it is, so that only a reader finds out. */
  @Test
  void onePublishedThatCannotBeUsedFailsWithItsReasonAndNoOther() throws Exception {
    Path model = model("published");
    String cut = published(model, "published-cut", EvaluationsByLocationTest::cut);
    String unknown = published(model, "published-unknown", EvaluationsByLocationTest::extended);
    String huge = published(model, "published-huge", bytes -> headerOf(bytes, Long.MAX_VALUE));
    String other = accepted(at(model), Map.of("problemSeed", 1));
    assertThat(failed(cut)).contains("lies outside the file");
    assertThat(failed(unknown)).contains("has no place for the tensor");
    assertThat(failed(huge)).contains("a header of ");
    drawn(other);
    complete(other);
  }

  @Test
  void whatFailedGoesOnOnceItsReasonIsGone() throws Exception {
    Path model = model("mended");
    byte[] right = Files.readAllBytes(model.resolve(WEIGHTS));
    String id = accepted(at(model), Map.of("problems", List.of(4, 1), "samplesPerProblem", 10));
    drawn(id, 2 * 10);
    var published =
        checkpoint(model).toBuilder().setCheckpointId("mended").build(); // by its announcement
    change(model, WEIGHTS, EvaluationsByLocationTest::flipped);
    String request = byId(neighbours.publish(published), Map.of());
    String failing = posted(request);
    assertThat(failed(failing)).contains("model.safetensors: its SHA-256 is ");
    Files.write(model.resolve(WEIGHTS), right);
    assertThat(caller.post(request).statusCode()).isEqualTo(202);
    drawn(failing);
    assertThat(caller.evaluation(id).path("problems").asInt()).isEqualTo(2);
    assertThat(neighbours.batches(id)).extracting(SampleBatch::getProblem).containsOnly(1, 4);
    complete(failing);
    assertThat(caller.delete(id).statusCode()).isEqualTo(202);
  }

  @Test
  void aTaskThatCannotBeDoneIsGivenUpWithItsReason() throws Exception {
    var checkpoint = checkpoint(model("hand-made"));
    var task =
        SamplingTask.newBuilder()
            .setTaskId("overlong")
            .setEvaluationId("overlong")
            .setPrompt("How many pears? ".repeat(100))
            .addTemperatures("1")
            .setTopP("0.9")
            .setCount(3)
            .setMaxNewTokens(10)
            .setPrecision("float32")
            .setCheckpoint(checkpoint);
    neighbours.send(Topics.SAMPLING_TASKS, "overlong", task.build());
    neighbours.sendBytes(Topics.SAMPLING_TASKS, "garbage", "no task".getBytes(UTF_8));
    assertThat(await(() -> neighbours.reason("overlong"), reason -> !reason.isEmpty()))
        .contains("do not fit a context of 256");
    assertThat(await(() -> neighbours.reason("garbage"), reason -> !reason.isEmpty())).isNotBlank();
  }

  @Test
  void filesOfAnEvaluationAreNamedWhereTheyAreWrong() throws Exception {
    Path model = model("asked");
    assertThat(refused(at(model), Map.of("dataset", "gsm8k"), "evaluation.dataset"))
        .contains("gsm8k is not at ", "put the file with the SHA-256 3730d312");
    Path words =
        Files.writeString(
            folder.resolve("words.jsonl"), "{\"question\": \"?\", \"answer\": \"#### seven\"}");
    assertThat(refused(at(model), Map.of("dataset", words.toString()), "evaluation.dataset"))
        .contains("words.jsonl: the answer of problem 1 must be a number, not \\\"seven\\\"");
    assertThat(refused(at(model), Map.of("problems", List.of(PROBLEMS)), "evaluation.problems"))
        .contains("must be rows from 0 to 5");
    assertThat(refused(at(model), Map.of("checkpointId", "x"), "evaluation.checkpointId"))
        .contains("is unknown");
    assertThat(caller.post(request(at(model), Map.of("maxNewTokens", 250))).statusCode())
        .isEqualTo(422);
  }

  @Test
  void filesThatLieElsewhereAreNotRead(@TempDir Path elsewhere) throws Exception {
    Path model = model("asking");
    Path secret = Files.writeString(elsewhere.resolve("secret.jsonl"), "{\"question\": \"hush\"}");
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), secret);
    Path up = folder.resolve("..").resolve(elsewhere.getFileName()).resolve("secret.jsonl");
    for (Path named : List.of(secret, link, up)) {
      for (String field : List.of("dataset", "exemplars")) {
        assertThat(refused(at(model), Map.of(field, named.toString()), "evaluation." + field))
            .contains("must lie below one of foresight.datasets.roots")
            .doesNotContain("hush");
      }
    }
  }

  /** Changes a file; null removes it. */
  private interface Change {
    byte @Nullable [] of(byte[] bytes);
  }

  private static byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length - 100);
  }

  private static byte[] flipped(byte[] bytes) {
    bytes[bytes.length - 7] ^= 1;
    return bytes;
  }

  /** One tensor more, that no Llama has. */
  private static byte[] extended(byte[] bytes) {
    byte[] extra =
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},".getBytes(UTF_8);
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return ByteBuffer.allocate(bytes.length + extra.length - 1)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length + extra.length - 1)
        .put(extra)
        .put(bytes, Long.BYTES + 1, bytes.length - Long.BYTES - 1)
        .array();
  }

  private static byte[] headerOf(byte[] bytes, long length) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    return bytes;
  }

  private static void refused(Path model, String name, String file, Change change, String reason)
      throws Exception {
    Path changed = copy(model, name);
    Files.delete(changed.resolve(Checkpoint.MANIFEST));
    change(changed, file, change);
    assertThat(refused(at(changed), Map.of(), "checkpoint.location")).contains(reason);
  }

  private static String published(Path model, String name, Change change) throws Exception {
    Path changed = copy(model, name);
    change(changed, WEIGHTS, change);
    var checkpoint =
        checkpoint(model).toBuilder()
            .setCheckpointId(name)
            .setLocation(changed.toString())
            .putSha256(WEIGHTS, Ids.sha256(Files.readAllBytes(changed.resolve(WEIGHTS))));
    return posted(byId(neighbours.publish(checkpoint.build()), Map.of()));
  }

  private static void change(Path model, String name, Change change) throws IOException {
    Path file = model.resolve(name);
    byte[] changed = change.of(Files.readAllBytes(file));
    if (changed == null) {
      Files.delete(file);
    } else {
      Files.write(file, changed);
    }
  }

  private static Path model(String name) throws IOException {
    neighbours.checkpoint(name, 256);
    return folder.resolve(name);
  }

  private static CheckpointPublished checkpoint(Path model) throws IOException {
    return CheckpointPublished.newBuilder()
        .setLocation(model.toString())
        .putAllSha256(Checkpoint.open(model).sha256())
        .setShape(ModelShape.newBuilder().setContextLength(256).setPredictTokens(1))
        .build();
  }

  private static Path copy(Path model, String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    try (var files = Files.list(model)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private static String at(Path model) {
    return model.toString();
  }

  private static String request(String location, Map<String, Object> other) {
    return request(Map.of("checkpoint", Map.of("location", location)), other);
  }

  private static String byId(String checkpoint, Map<String, Object> other) {
    return request(Map.of("checkpointId", checkpoint), other);
  }

  private static String request(Map<String, Object> checkpoint, Map<String, Object> other) {
    var evaluation = new LinkedHashMap<String, Object>();
    evaluation.put("dataset", neighbours.dataset().toString());
    evaluation.put("shots", 2);
    evaluation.put("temperatures", List.of("1.0"));
    evaluation.put("samplesPerProblem", 10);
    evaluation.put("k", List.of(1, 10));
    evaluation.put("maxNewTokens", 12);
    evaluation.put("precision", "float32");
    evaluation.putAll(other);
    var request = new LinkedHashMap<String, Object>(checkpoint);
    request.put("evaluation", evaluation);
    return JsonMapper.shared().writeValueAsString(request);
  }

  private static String accepted(String location, Map<String, Object> other) throws Exception {
    return posted(request(location, other));
  }

  private static String posted(String request) throws Exception {
    HttpResponse<String> response = await(() -> caller.post(request), r -> r.statusCode() != 404);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return Caller.json(response).path("id").stringValue();
  }

  /** The body of the answer to a request that is refused for one field. */
  private static String refused(String location, Map<String, Object> other, String field)
      throws Exception {
    var response = caller.post(request(location, other));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(Caller.json(response).path("errors").valueStream())
        .extracting(error -> error.path("field").stringValue())
        .containsExactly(field);
    return response.body();
  }

  private static String failed(String id) throws Exception {
    await(() -> caller.state(id), "failed"::equals);
    return caller.evaluation(id).path("reason").stringValue();
  }

  private static void drawn(String id) throws Exception {
    drawn(id, 10 * PROBLEMS);
  }

  private static void drawn(String id, int samples) throws Exception {
    await(
        () -> neighbours.batches(id).stream().mapToInt(SampleBatch::getSamplesCount).sum(),
        count -> count >= samples);
  }

  private static void complete(String id) throws Exception {
    neighbours.score(id, "1.0", 10, true);
    await(() -> caller.state(id), "complete"::equals);
  }
}
