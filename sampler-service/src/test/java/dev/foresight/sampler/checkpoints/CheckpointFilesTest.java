package dev.foresight.sampler.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.sampler.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Checkpoints in a real object store. */
class CheckpointFilesTest {
  private static final String WEIGHTS = "model.safetensors";
  private static Path model = Path.of("");
  private static ObjectStore store;

  private final Path cache;
  private final CheckpointFiles files;

  CheckpointFilesTest(@TempDir Path given) {
    cache = given.resolve("cache");
    files = files(store.endpoint(), 10_000_000);
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    System.setProperty("aws.accessKeyId", ObjectStore.IDENTITY);
    System.setProperty("aws.secretAccessKey", ObjectStore.SECRET);
    store = new ObjectStore(folder.resolve("store"));
    model = folder.resolve("model");
    var tokenizer = BpeTrainer.train(List.of("Ann has 5 pears. How many?"), 300);
    var shape = new ModelShape(tokenizer.vocabularySize(), 16, 2, 2, 32, 64, 2);
    try (var weights = Transformer.initialize(shape, Precision.FLOAT32, 1)) {
      Checkpoint.write(model, weights, tokenizer);
    }
  }

  @AfterAll
  static void stop() {
    store.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private CheckpointFiles files(URI endpoint, long bytes) {
    return new CheckpointFiles(
        new CheckpointsProperties(
            cache,
            DataSize.ofBytes(bytes),
            Duration.ofMillis(100),
            new CheckpointsProperties.S3(endpoint, null, true)));
  }

  @Test
  void filesAreFetchedOnceAndAreThoseAnnounced() throws Exception {
    var checkpoint = checkpoint(store.put(model, "right"));
    Path folder;
    try (var opened = files.open(checkpoint)) {
      folder = opened.path();
      assertThat(Checkpoint.open(folder, checkpoint.getSha256Map()).shape().predictTokens())
          .isEqualTo(2);
    }
    store.delete("right", WEIGHTS);
    Files.writeString(folder.resolve("config.json"), "damaged");
    try (var again = files.open(checkpoint)) {
      assertThat(again.path()).isEqualTo(folder);
      assertThat(Checkpoint.open(folder, checkpoint.getSha256Map()).sha256()).isNotEmpty();
    }
  }

  @Test
  void onlyWhatIsAskedForIsFetched() throws Exception {
    var checkpoint = checkpoint(store.put(model, "some"));
    try (var opened = files.open(checkpoint, Set.of("config.json"))) {
      assertThat(opened.path().toFile().list()).containsExactly("config.json");
    }
  }

  @Test
  void aMissingObjectIsNamed() throws Exception {
    var checkpoint = checkpoint(store.put(model, "missing"));
    store.delete("missing", WEIGHTS);
    assertThatThrownBy(() -> files.open(checkpoint))
        .isInstanceOf(IOException.class)
        .hasMessage("s3://models/missing/model.safetensors: there is no such object or bucket");
  }

  @Test
  void aTamperedObjectIsRefusedAndNotKept() throws Exception {
    var checkpoint = checkpoint(store.put(model, "tampered"));
    store.put("tampered", WEIGHTS, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> files.open(checkpoint))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("s3://models/tampered/model.safetensors: its SHA-256 is 039058c6")
        .hasMessageEndingWith(checkpoint.getSha256OrThrow(WEIGHTS) + " was announced");
    try (var found = Files.walk(cache)) {
      assertThat(found.map(String::valueOf)).noneMatch(name -> name.contains(WEIGHTS));
    }
  }

  @Test
  void whoMayNotReadIsTold() throws Exception {
    var checkpoint = checkpoint(store.put(model, "secret"));
    System.setProperty("aws.secretAccessKey", "a guess");
    try {
      assertThatThrownBy(() -> files.open(checkpoint))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("s3://models/secret/.*: access is denied \\(403\\)");
    } finally {
      System.setProperty("aws.secretAccessKey", ObjectStore.SECRET);
    }
  }

  @Test
  void aStoreThatDoesNotAnswerIsAnErrorInTheEnd() {
    var nowhere = files(URI.create("http://127.0.0.1:9"), 1_000_000);
    assertThatThrownBy(() -> nowhere.open(checkpoint("s3://models/right")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the object store cannot be read: ");
  }

  @Test
  void aCheckpointLargerThanTheCacheSaysSo() throws Exception {
    var checkpoint = checkpoint(store.put(model, "large"));
    assertThatThrownBy(() -> files(store.endpoint(), 1000).open(checkpoint))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("foresight.sampler.checkpoints.cache-size");
  }

  @Test
  void aFolderIsTakenAsItIs() throws Exception {
    try (var opened = files.open(checkpoint(model.toUri().toString()))) {
      assertThat(opened.path()).isEqualTo(model);
    }
  }

  @Test
  void withAManifestNoWeightsAreReadToKnowACheckpoint() throws Exception {
    var at = S3Location.parse(store.put(model, "described")).orElseThrow();
    var findings = new Examination(files).of(at);
    assertThat(findings.sha256()).isEqualTo(Checkpoint.open(model).sha256());
    assertThat(findings.shape().predictTokens()).isEqualTo(2);
    try (var found = Files.walk(cache)) {
      assertThat(found.map(String::valueOf)).noneMatch(name -> name.endsWith(".safetensors"));
    }
    store.delete("described", WEIGHTS);
    assertThatThrownBy(() -> new Examination(files).of(at))
        .hasMessage("s3://models/described/model.safetensors: is in the manifest, and not there");
  }

  @Test
  void withoutAManifestEveryFileIsDigestedOnceAndKept() throws Exception {
    var checkpoint = checkpoint(store.put(model, "unknown"));
    store.delete("unknown", Checkpoint.MANIFEST);
    store.put("unknown", "README.md", "not of the model".getBytes(UTF_8));
    var at = S3Location.parse("s3://models/unknown").orElseThrow();
    var examination = new Examination(files);
    var findings = examination.of(at);
    assertThat(findings.sha256()).isEqualTo(checkpoint.getSha256Map());
    assertThat(examination.of(at)).isSameAs(findings);
    store.put("unknown", WEIGHTS, "damaged".getBytes(UTF_8));
    assertThatThrownBy(() -> examination.of(at)).hasMessageContaining("the safetensors header");
    try (var opened = files.open(checkpoint)) {
      assertThat(opened.path().resolve(WEIGHTS)).as("from the first look").exists();
    }
  }

  @Test
  void anEmptyPrefixHoldsNothing() {
    var nothing = S3Location.parse("s3://models/nothing").orElseThrow();
    assertThatThrownBy(() -> new Examination(files).of(nothing))
        .hasMessage("s3://models/nothing: there is nothing");
    var elsewhere = S3Location.parse("s3://elsewhere/x").orElseThrow();
    assertThatThrownBy(() -> new Examination(files).of(elsewhere))
        .hasMessage("s3://elsewhere/x: there is no such object or bucket");
  }

  private static CheckpointPublished checkpoint(String location) throws IOException {
    return CheckpointPublished.newBuilder()
        .setLocation(location)
        .putAllSha256(Checkpoint.open(model).sha256())
        .build();
  }
}
