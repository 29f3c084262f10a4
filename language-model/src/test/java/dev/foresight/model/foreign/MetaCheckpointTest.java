package dev.foresight.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.Decoder;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fixture is a random model with two heads, written by {@code benchmarks/peers/make_meta.py}.
 */
class MetaCheckpointTest {
  private static final Path META = Path.of("src/test/resources/dev/foresight/model/foreign/meta");

  private final Path temporary;

  MetaCheckpointTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @Test
  void everyHeadComputesWhatMetasCodeComputed() throws IOException {
    JsonNode expected = expected();
    int[] tokens = integers(expected.path("tokens"));
    Checkpoint converted = Checkpoint.open(converted());
    assertThat(converted.shape().predictTokens()).isEqualTo(2);
    try (Transformer model = converted.transformer(Precision.FLOAT32)) {
      assertThat(model.lossesAndGradients(new int[][] {tokens}))
          .containsExactly(floats(expected.path("losses")), within(1e-5f));
    }
  }

  @Test
  void theFirstHeadsLogitsAreThose() throws IOException {
    JsonNode expected = expected();
    int[] tokens = integers(expected.path("tokens"));
    int[] prompt = Arrays.copyOf(tokens, tokens.length - 2);
    try (Decoder decoder = Decoder.open(converted(), Precision.FLOAT32);
        NDManager manager = NDManager.newBaseManager("PyTorch");
        Decoder.Prefix prefix = decoder.prefill(prompt)) {
      assertThat(prefix.logits(manager).toFloatArray())
          .containsExactly(floats(expected.path("logits").get(0)), within(1e-4f));
    }
  }

  @Test
  void textIsCutAsSentencePieceCutsIt() throws IOException {
    Tokenizer tokenizer = Tokenizer.read(converted());
    for (JsonNode text : expected().path("texts")) {
      String written = text.path("text").asString();
      assertThat(tokenizer.encode(written))
          .as(written)
          .containsExactly(integers(text.path("tokens")));
      assertThat(tokenizer.decode(tokenizer.encode(written))).isEqualTo(written);
    }
    assertThat(tokenizer.endOfText()).isEqualTo(2);
  }

  @Test
  void weightsKeepTheirType() throws IOException {
    Path model = converted().resolve(Checkpoint.MODEL);
    assertThat(Files.readString(model, StandardCharsets.ISO_8859_1))
        .contains("\"dtype\":\"BF16\"")
        .doesNotContain("F32");
  }

  @Test
  void aFolderIsRecognisedByItsFiles() throws IOException {
    assertThat(MetaCheckpoint.isOne(META)).isTrue();
    assertThat(MetaCheckpoint.isOne(converted())).isFalse();
  }

  @Test
  void aModelInPartsIsRefused() throws IOException {
    Path folder = copy();
    Files.write(folder.resolve("consolidated.01.pth"), new byte[1]);
    refuses(folder, "consolidated.01.pth: models in several parts");
  }

  @Test
  void parametersThatDenyTheTensorsAreRefused() throws IOException {
    Path folder = copy();
    Path parameters = folder.resolve("params.json");
    String text = Files.readString(parameters);
    Files.writeString(parameters, text.replace("\"n_kv_heads\": 2", "\"n_kv_heads\": 4"));
    refuses(folder, "layers.0.attention.wk.weight is [8, 16], not [16, 16]");
    Files.writeString(parameters, text.replace("\"n_future_tokens\": 2", "\"n_future_tokens\": 1"));
    refuses(folder, "there is no tensor layers.2.");
  }

  @Test
  void aDamagedStorageIsNoticedAndNothingIsLeft() throws IOException {
    Path folder = copy();
    Path file = folder.resolve("consolidated.pth");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    refuses(folder, "its checksum differs");
  }

  private void refuses(Path folder, String reason) throws IOException {
    Path target = temporary.resolve("refused");
    assertThatThrownBy(() -> MetaCheckpoint.convert(folder, target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
    try (var left = Files.list(temporary)) {
      assertThat(left.filter(path -> !path.equals(folder))).isEmpty();
    }
  }

  private Path converted() throws IOException {
    Path target = temporary.resolve("converted");
    MetaCheckpoint.convert(META, target);
    return target;
  }

  private Path copy() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("meta"));
    for (String name : new String[] {"consolidated.pth", "params.json", "tokenizer.model"}) {
      Files.copy(META.resolve(name), folder.resolve(name));
    }
    return folder;
  }

  private static JsonNode expected() throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(META.resolve("expected.json")));
  }

  private static int[] integers(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
