package dev.foresight.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checkpoints from elsewhere, and what jobs would cost, against a real broker. */
@SuppressWarnings("NullAway.Init") // start comes before every test
class CheckpointsOverHttpTest {
  private static final String PATH = "/api/v1/checkpoints";
  private static final JsonMapper JSON = JsonMapper.shared();

  private static RunningTrainer trainer;
  private static Path folder;
  private static JsonNode experiment;

  /** One trained model, whose files stand for those of another trainer. */
  @BeforeAll
  static void start(@TempDir Path given) throws Exception {
    folder = given.toRealPath();
    Arithmetic.write(folder.resolve("corpus.jsonl"), 40);
    Arithmetic.write(folder.resolve("dataset.jsonl"), 20);
    Files.createDirectories(folder.resolve("models"));
    trainer =
        new RunningTrainer(
            folder,
            "--foresight.checkpoints.roots=" + folder.resolve("models"),
            "--foresight.trainer.memory=16MB");
    var job = JSON.readTree(trainer.post("/api/v1/training-jobs", job()).body());
    var done =
        trainer.await(
            job.path("links").path("self").asString(),
            node -> node.path("state").asString().equals("SUCCEEDED"));
    experiment = trainer.get(done.path("links").path("experiment").asString());
    Path trained = Path.of(URI.create(done.path("checkpoint").path("location").asString()));
    for (Path copy : List.of(folder.resolve("models/llama"), folder.resolve("store/tampered"))) {
      copy(trained, copy);
    }
    copy(trained, folder.resolve("models/headless"));
    Files.delete(folder.resolve("models/headless/extra_heads.safetensors"));
    copy(trained, folder.resolve("outside"));
    Files.createSymbolicLink(folder.resolve("models/link"), folder.resolve("outside"));
    copy(trained, folder.resolve("models/linked"));
    Files.delete(folder.resolve("models/linked/config.json"));
    Files.createSymbolicLink(
        folder.resolve("models/linked/config.json"), folder.resolve("outside/config.json"));
  }

  @AfterAll
  static void stop() {
    trainer.close();
  }

  @Test
  void aCheckpointIsRegisteredOnceAndEvaluatedLikeTheExperimentsOwn() throws Exception {
    String request =
        """
        {"location": "%s", "name": "llama", "tokensSeen": 1000000, "experiment": "%s"}
        """
            .formatted(folder.resolve("models/llama"), experiment.path("id").asString());
    var first = trainer.post(PATH, request);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    var registered = JSON.readTree(first.body());
    assertThat(first.headers().firstValue("Location"))
        .contains(registered.path("links").path("self").asString());
    assertThat(registered.path("predictTokens").asInt()).isEqualTo(2);
    assertThat(registered.path("evaluated").asBoolean()).isTrue();
    assertThat(registered.path("sha256").propertyNames())
        .contains("model.safetensors", "extra_heads.safetensors", "tokenizer.json")
        .doesNotContain("manifest.json");

    var again = trainer.post(PATH, request);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(again.body())).isEqualTo(registered);
    var renamed = trainer.post(PATH, request.replace("\"llama\"", "\"other name\""));
    assertThat(renamed.statusCode()).isEqualTo(200);
    String self = registered.path("links").path("self").asString();
    assertThat(trainer.get(self).path("name").asString()).isEqualTo("other name");
    assertThat(trainer.get(PATH)).hasSizeGreaterThanOrEqualTo(2); // the trained one, and this
  }

  @Test
  void otherFilesAreAnotherCheckpoint() throws Exception {
    Path tampered = folder.resolve("store/tampered");
    String request = "{\"location\": \"tampered\", \"tokensSeen\": 5}";
    String before = JSON.readTree(trainer.post(PATH, request).body()).path("id").asString();
    Files.writeString(tampered.resolve("generation_config.json"), "{}");
    String after = JSON.readTree(trainer.post(PATH, request).body()).path("id").asString();
    assertThat(after).hasSize(64).isNotEqualTo(before);
    assertThat(trainer.get(PATH + "/" + before).path("evaluated").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc",
        "FOLDER/outside",
        "FOLDER/does-not-exist",
        "FOLDER/models/../outside",
        "../../../../../../etc",
        "FOLDER/models/link",
        "FOLDER/models/linked",
        "FOLDER/models",
        "file:///etc",
        ""
      })
  void aLocationThatLeadsElsewhereIsRefusedWithoutSayingWhatIsThere(String location)
      throws Exception {
    var answer = register(location.replace("FOLDER", folder.toString()));
    assertThat(answer.statusCode()).isEqualTo(400);
    var error = JSON.readTree(answer.body()).path("errors").get(0);
    assertThat(error.path("field").asString()).isEqualTo("location");
    assertThat(error.path("message").asString())
        .startsWith(location.isEmpty() ? "must name a folder" : "must lie in the checkpoint store");
  }

  @Test
  void whatIsNoWholeModelIsRefusedWithWhatIsMissing() throws Exception {
    assertThat(register(folder.resolve("models/headless").toString()).body())
        .contains("holds no model that can be used", "extra_head");
    assertThat(register(folder.resolve("models/none").toString()).body())
        .contains("must be a folder that can be read");
    assertThat(register("https://example.org/model").statusCode()).isEqualTo(400);
  }

  @Test
  void anUnknownExperimentAndMissingTokensAreRefusedByField() throws Exception {
    assertThat(trainer.post(PATH, "{\"location\": \"tampered\"}").body())
        .contains("\"tokensSeen\"");
    assertThat(
            trainer
                .post(
                    PATH, "{\"location\": \"tampered\", \"tokensSeen\": 1, \"experiment\": \"x\"}")
                .body())
        .contains("is the id of no experiment");
    assertThat(trainer.get(PATH + "/x").path("status").asInt()).isEqualTo(404);
  }

  @Test
  void aDryRunQueuesNothingAndATooLargeJobIsRefusedWithItsFigures() throws Exception {
    String large = job().replace("\"hiddenSize\": 16", "\"hiddenSize\": 256");
    var dry = trainer.post("/api/v1/training-jobs?dryRun=true", large);
    assertThat(dry.statusCode()).as(dry.body()).isEqualTo(200);
    var cost = JSON.readTree(dry.body());
    assertThat(cost.path("fits").asBoolean()).isFalse();
    assertThat(cost.path("availableMemory").asLong()).isEqualTo(16 << 20);
    int before = trainer.get("/api/v1/training-jobs").size();

    var refused = trainer.post("/api/v1/training-jobs", large);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(JSON.readTree(refused.body()).path("cost")).isEqualTo(cost);
    assertThat(refused.body()).contains("checkpoints-from-elsewhere.md");
    assertThat(trainer.get("/api/v1/training-jobs")).hasSize(before);
    var experiment = trainer.post("/api/v1/experiments?dryRun=true", "{}");
    assertThat(JSON.readTree(experiment.body()).path("jobs").asInt()).isEqualTo(6);
  }

  @Test
  void theDescriptionOfTheApiNamesWhatCanBeAsked() throws Exception {
    var paths = trainer.get("/v3/api-docs").path("paths");
    assertThat(paths.propertyNames()).contains(PATH, PATH + "/{id}", "/api/v1/training-jobs");
    var schemas = trainer.get("/v3/api-docs").path("components").path("schemas");
    assertThat(schemas.path("OptimizationRequest").path("properties").propertyNames())
        .contains("schedule", "decayShare", "microBatch", "recomputeActivations");
    assertThat(schemas.propertyNames()).contains("Cost", "DataRequest", "CheckpointRequest");
  }

  private static HttpResponse<String> register(String location) throws Exception {
    var body = JSON.createObjectNode().put("location", location).put("tokensSeen", 1);
    return trainer.post(PATH, body.toString());
  }

  private static String job() {
    return """
        {"corpus": "%s",
         "model": {"vocabularySize": 320, "hiddenSize": 16, "layers": 3, "attentionHeads": 2,
                   "feedForwardSize": 32, "contextLength": 128},
         "predictTokens": 2, "tokenBudget": 1024,
         "optimization": {"batchTokens": 512, "precision": "float32"},
         "evaluation": {"dataset": "%s", "shots": 2, "problems": 5, "maxNewTokens": 16,
                        "samplesPerProblem": 4, "k": [1, 2], "temperatures": ["0.8"]}}
        """
        .formatted(folder.resolve("corpus.jsonl"), folder.resolve("dataset.jsonl"));
  }

  /** All but the manifest, which other trainers do not write. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.endsWith("manifest.json")) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    }
  }
}
