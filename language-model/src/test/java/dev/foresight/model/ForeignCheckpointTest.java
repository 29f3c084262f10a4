package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.foresight.model.RotaryPositions.Linear;
import dev.foresight.model.RotaryPositions.Llama3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints that other trainers wrote, in Hugging Face's format. */
class ForeignCheckpointTest {
  private static final ModelShape SHAPE =
      new ModelShape(300, 24, 3, 4, 24, 32, 1)
          .withKeyValueHeads(2)
          .withHeadSize(8)
          .withRotary(new RotaryPositions(500_000, new Llama3(8, 1, 4, 16)));

  private final Path folder;
  private final ForeignFolder foreign;

  ForeignCheckpointTest(@TempDir Path root) {
    folder = root.resolve("llama");
    foreign = new ForeignFolder(folder);
  }

  private Map<String, float[]> write(ModelShape shape, String... types) throws IOException {
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 3)) {
      Checkpoint.write(folder, model, Samples.tokenizer());
      Map<String, float[]> weights = model.weights();
      foreign.shard(shape, weights, types);
      return weights;
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, F32, 0", "F16, BF16, 0.004", "BF16, F16, 0.004"})
  void shardsOfAnyFloatsAreReadAsAnnounced(String first, String second, double tolerance)
      throws IOException {
    Map<String, float[]> weights = write(SHAPE, first, second);
    Checkpoint examined = Checkpoint.examine(folder);
    assertThat(examined.shape()).isEqualTo(SHAPE);
    assertThat(examined.sha256()).hasSize(7).containsKey("model.safetensors.index.json");
    Checkpoint announced = Checkpoint.open(folder, examined.sha256());
    try (Transformer model = announced.transformer(Precision.FLOAT32)) {
      model
          .weights()
          .forEach(
              (name, tensor) ->
                  assertThat(Tokens.distance(tensor, Tokens.doubles(Tokens.named(weights, name))))
                      .as(name)
                      .isLessThanOrEqualTo(tolerance));
    }
    Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
    assertThatThrownBy(() -> Checkpoint.open(folder, examined.sha256()))
        .hasMessageContaining("tokenizer_config.json: its SHA-256 is");
  }

  @Test
  void aTiedModelWithItsEmbeddingStoredTwiceIsReadOnce() throws IOException {
    ModelShape tied = SHAPE.withTiedEmbeddings(true);
    write(SHAPE, "F32", "F32");
    foreign.configure(Map.of("tie_word_embeddings", true));
    Checkpoint examined = Checkpoint.examine(folder);
    assertThat(examined.shape()).isEqualTo(tied);
    try (Decoder decoder = Decoder.open(examined, Execution.of(Precision.FLOAT32));
        Transformer model = examined.transformer(Precision.FLOAT32);
        NDManager manager = NDManager.newBaseManager("PyTorch");
        Decoder.Prefix prefix = decoder.prefill(new int[] {5, 6, 7})) {
      assertThat(model.weights()).doesNotContainKey("lm_head.weight");
      Reference reference =
          new Reference(tied, model.weights(), tied.rotary().frequencies(tied.headSize()));
      assertThat(
              Tokens.distance(
                  prefix.logits(manager).toFloatArray(), reference.logits(new int[] {5, 6, 7})))
          .isLessThan(1e-4);
    }
  }

  @Test
  void newerAndOlderFieldsOfPositionsMeanTheSame() throws IOException {
    write(SHAPE, "F32", "F32");
    Map<String, Object> llama3 = new HashMap<>();
    llama3.put("rope_type", "llama3");
    llama3.put("rope_theta", 500_000);
    llama3.put("factor", 8);
    llama3.put("low_freq_factor", 1);
    llama3.put("high_freq_factor", 4);
    llama3.put("original_max_position_embeddings", 16);
    foreign.configure(Map.of("rope_parameters", llama3), "rope_theta", "rope_scaling");
    assertThat(Checkpoint.examine(folder).shape()).isEqualTo(SHAPE);
    foreign.configure(
        Map.of("rope_scaling", Map.of("type", "linear", "factor", 2.0)), "rope_parameters");
    assertThat(Checkpoint.examine(folder).shape().rotary())
        .isEqualTo(new RotaryPositions(10_000, new Linear(2)));
    foreign.configure(Map.of("rope_scaling", Map.of("type", "yarn", "factor", 2.0)));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("config.json: rope_scaling must be of type default, linear or llama3")
        .hasMessageContaining("not yarn");
  }

  @Test
  void missingFieldsHaveTheDefaultsOfTheFormat() throws IOException {
    ModelShape plain = new ModelShape(300, 24, 3, 2, 24, 32, 1);
    write(plain, "F32", "F32");
    foreign.configure(
        Map.of(),
        "num_key_value_heads",
        "head_dim",
        "rope_theta",
        "rms_norm_eps",
        "tie_word_embeddings",
        "attention_bias",
        "mlp_bias",
        "hidden_act",
        "foresight_predict_tokens");
    assertThat(Checkpoint.examine(folder).shape()).isEqualTo(plain.withNormEpsilon(1e-6));
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    write(SHAPE, "F32", "F32");
    foreign.configure(Map.of("num_hidden_layers", 2));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("no place for the tensor model.layers.2.");
    foreign.configure(Map.of("num_hidden_layers", 4));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("no file of weights holds the tensor model.layers.3.");
    foreign.configure(Map.of("num_hidden_layers", 3, "intermediate_size", 25));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("model-00001-of-00002.safetensors: the tensor model.layers.0.mlp.")
        .hasMessageContaining("is [24, 24], not [25, 24]");
    foreign.configure(Map.of("intermediate_size", 24, "model_type", "gpt2"));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("config.json: model_type must be llama, not gpt2");
    foreign.configure(Map.of("model_type", "llama", "quantization_config", Map.of("bits", 4)));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("quantized weights are not read");
    foreign.configure(Map.of(), "quantization_config");
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    assertThatThrownBy(() -> Checkpoint.examine(folder)).hasMessageContaining("tokenizer.json");
    Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("model-00002-of-00002.safetensors is not among");
    Files.delete(folder.resolve("config.json"));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("config.json: there is none");
  }

  @Test
  void anIndexCannotPointOutsideItsFolder() throws IOException {
    write(SHAPE, "F32", "F32");
    foreign.writeIndex(Map.of("lm_head.weight", "../secret.safetensors"));
    assertThatThrownBy(() -> Checkpoint.examine(folder))
        .hasMessageContaining("../secret.safetensors is not among");
  }

  @Test
  void headsThatAreMissingStartAsCopiesOfTheFirst() throws IOException {
    Map<String, float[]> weights = write(SHAPE, "F32", "F32");
    Checkpoint examined = Checkpoint.examine(folder);
    try (Transformer model = examined.transformer(Execution.of(Precision.FLOAT32), 4)) {
      assertThat(model.shape()).isEqualTo(SHAPE.extendedTo(4));
      Map<String, float[]> extended = model.weights();
      weights.forEach((name, tensor) -> assertThat(extended.get(name)).isEqualTo(tensor));
      for (String part : List.of("self_attn.k_proj.weight", "input_layernorm.weight")) {
        for (int head = 0; head < 3; head++) {
          assertThat(extended.get("model.extra_heads." + head + "." + part))
              .isEqualTo(weights.get("model.layers.2." + part));
        }
      }
      assertThat(model.validationLosses(Tokens.rows(1, 1, 30, 300))).hasSize(4);
    }
  }

  @Test
  void headsThatAreTooManyAreLeftOut() throws IOException {
    ModelShape four = SHAPE.extendedTo(4);
    try (Transformer model = Transformer.initialize(four, Precision.FLOAT32, 3)) {
      Checkpoint.write(folder, model, Samples.tokenizer());
      try (Transformer two =
          Checkpoint.open(folder).transformer(Execution.of(Precision.FLOAT32), 2)) {
        assertThat(two.shape().layers()).isEqualTo(4);
        two.weights()
            .forEach((name, tensor) -> assertThat(tensor).isEqualTo(model.weights().get(name)));
      }
    }
  }
}
