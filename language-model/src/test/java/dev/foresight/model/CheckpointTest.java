package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckpointTest {
  private static final ModelShape SHAPE = new ModelShape(300, 16, 5, 2, 24, 32, 2);

  private final Path folder;

  CheckpointTest(@TempDir Path root) {
    folder = root.resolve("runs/1/step-10");
  }

  private SortedMap<String, String> write(ModelShape shape) throws IOException {
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 3);
        AdamW optimizer = new AdamW(model, 0, 1)) {
      return Checkpoint.write(
          folder, model, Samples.tokenizer(), optimizer, new Progress(10, 640, 20));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void whatIsReadIsWhatWasWritten(int predictTokens) throws IOException {
    ModelShape shape = SHAPE.withPredictTokens(predictTokens);
    SortedMap<String, String> digests = write(shape);
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertThat(checkpoint.shape()).isEqualTo(shape);
    assertThat(checkpoint.sha256()).isEqualTo(digests);
    assertThat(checkpoint.hasTrainerState()).isTrue();
    assertThat(checkpoint.tokenizer().json()).isEqualTo(Samples.tokenizer().json());
    try (Transformer read = checkpoint.transformer(Precision.FLOAT32);
        Transformer written = Transformer.initialize(shape, Precision.FLOAT32, 3)) {
      Map<String, float[]> expected = written.weights();
      assertThat(read.weights().keySet()).isEqualTo(expected.keySet());
      read.weights()
          .forEach((name, tensor) -> assertThat(tensor).as(name).isEqualTo(expected.get(name)));
    }
  }

  @Test
  void theFolderIsThatOfALlamaForCausalLm() throws IOException {
    assertThat(write(SHAPE).keySet())
        .containsExactly(
            "config.json",
            "extra_heads.safetensors",
            "generation_config.json",
            "model.safetensors",
            "tokenizer.json",
            "tokenizer_config.json",
            "trainer_state.safetensors");
    JsonNode config =
        JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("config.json")));
    assertThat(config.path("architectures").path(0).asString()).isEqualTo("LlamaForCausalLM");
    assertThat(config.path("num_hidden_layers").asInt()).as("trunk and head 1").isEqualTo(4);
    assertThat(config.path("foresight_predict_tokens").asInt()).isEqualTo(2);
    try (SafetensorsFile model = SafetensorsFile.open(folder.resolve("model.safetensors"));
        SafetensorsFile extra = SafetensorsFile.open(folder.resolve("extra_heads.safetensors"))) {
      assertThat(model.names()).hasSize(4 * 9 + 3).contains("model.layers.3.mlp.up_proj.weight");
      assertThat(model.names()).noneMatch(name -> name.contains("extra"));
      assertThat(extra.names()).hasSize(9).contains("model.extra_heads.0.self_attn.k_proj.weight");
    }
  }

  @Test
  void nothingIsLeftBesideTheFolder() throws IOException {
    write(SHAPE);
    try (var files = Files.list(folder.resolveSibling("."))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("step-10");
    }
  }

  @Test
  void nothingIsLeftOfAWriteThatFails() throws IOException {
    ModelShape small = new ModelShape(100, 16, 5, 2, 24, 32, 2);
    try (Transformer model = Transformer.initialize(small, Precision.FLOAT32, 3)) {
      assertThatThrownBy(() -> Checkpoint.write(folder, model, Samples.tokenizer()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the model 100");
    }
    try (var files = Files.list(folder.resolveSibling("."))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void anExistingFolderIsNotOverwritten() throws IOException {
    write(SHAPE);
    assertThatThrownBy(() -> write(SHAPE)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aModelWithoutStateCannotBeResumed() throws IOException {
    try (Transformer model = Transformer.initialize(SHAPE, Precision.FLOAT32, 3);
        AdamW optimizer = new AdamW(model, 0, 1)) {
      Checkpoint.write(folder, model, Samples.tokenizer());
      Checkpoint checkpoint = Checkpoint.open(folder);
      assertThat(checkpoint.hasTrainerState()).isFalse();
      assertThatThrownBy(() -> checkpoint.resume(optimizer))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("trainer_state.safetensors");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "model.safetensors",
        "extra_heads.safetensors",
        "tokenizer.json",
        "trainer_state.safetensors"
      })
  void oneFlippedBitIsNoticedAndTheFileNamed(String file) throws IOException {
    write(SHAPE);
    try (RandomAccessFile bytes = new RandomAccessFile(folder.resolve(file).toFile(), "rw")) {
      bytes.seek(bytes.length() - 5);
      int value = bytes.read();
      bytes.seek(bytes.length() - 5);
      bytes.write(value ^ 1);
    }
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve(file).toString())
        .hasMessageContaining("SHA-256");
  }

  @Test
  void aTruncatedFileIsNoticed() throws IOException {
    write(SHAPE);
    Path model = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(model.toString());
  }

  @Test
  void aMissingFileIsNoticed() throws IOException {
    write(SHAPE);
    Files.delete(folder.resolve("model.safetensors"));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model.safetensors: the manifest lists it, but it is missing");
  }

  @Test
  void aFolderWithoutManifestIsNoCheckpoint() throws IOException {
    write(SHAPE);
    Files.delete(folder.resolve("manifest.json"));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("manifest.json: there is none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"sha256\": {}}", "{\"sha256\": {\"config.json\": 1}}"})
  void aDamagedManifestIsRefused(String manifest) throws IOException {
    write(SHAPE);
    Files.writeString(folder.resolve("manifest.json"), manifest);
    assertThatThrownBy(() -> Checkpoint.open(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void aManifestCannotPointOutsideItsFolder() throws IOException {
    write(SHAPE);
    Files.writeString(folder.resolve("manifest.json"), "{\"sha256\": {\"../secret\": \"00\"}}");
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("names a file outside the folder: ../secret");
  }

  @Test
  void aModelOfAnotherShapeThanItsConfigurationIsRefused() throws IOException {
    write(SHAPE);
    rewrite("config.json", "\"hidden_size\" : 16", "\"hidden_size\" : 8");
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertThatThrownBy(() -> checkpoint.transformer(Precision.FLOAT32))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "model.safetensors: the tensor model.embed_tokens.weight is [300, 16]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"model_type\" : \"llama\"=\"model_type\" : \"gpt2\"",
        "\"rope_theta\" : 10000=\"rope_theta\" : 1",
        "\"attention_bias\" : false=\"attention_bias\" : true",
        "\"vocab_size\" : 300=\"vocab_size\" : \"300\"",
        "\"num_attention_heads\" : 2=\"num_attention_heads\" : 3",
        "\"hidden_act\" : \"silu\"=\"hidden_act\" : \"gelu\""
      })
  void aConfigurationOfAnotherArchitectureIsRefusedByField(String change) throws IOException {
    write(SHAPE);
    String[] parts = change.split("=", 2);
    rewrite("config.json", parts[0], parts[1]);
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json: ");
  }

  /** Changes a file and its digest in the manifest with it. */
  private void rewrite(String file, String from, String to) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
    Files.delete(folder.resolve("manifest.json"));
    byte[] manifest = Manifest.of(folder).toJson();
    Files.write(folder.resolve("manifest.json"), manifest);
  }
}
