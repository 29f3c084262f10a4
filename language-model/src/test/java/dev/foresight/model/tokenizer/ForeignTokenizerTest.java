package dev.foresight.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tokenizers of other kinds than the one trained here. */
class ForeignTokenizerTest {
  private final Path file;

  ForeignTokenizerTest(@TempDir Path folder) {
    file = folder.resolve("any-name.json");
  }

  @Test
  void bytesInGpt2sAlphabetAreUnderstood() throws IOException {
    Tokenizer tokenizer = byteLevel();
    String text = "The cat\n\t\u00e9\u65e5\ud83d\ude00\u2581\u0000 <|end|> 12";
    int[] ids = tokenizer.encode(text);
    assertThat(tokenizer.decode(ids)).isEqualTo(text);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      bytes.writeBytes(tokenizer.bytes(id));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    assertThat(tokenizer.encode(" cat")).hasSize(1);
  }

  @Test
  void specialTokensAreNotReadFromTextAndEndItWhereTheConfigurationSaysSo() throws IOException {
    Tokenizer plain = byteLevel();
    assertThat(plain.vocabularySize()).isEqualTo(261);
    assertThat(plain.encode("<|end|>")).hasSizeGreaterThan(1).doesNotContain(260);
    assertThat(plain.endOfText()).as("nothing says what ends a text").isEqualTo(-1);
    Files.writeString(
        file.resolveSibling(Tokenizer.CONFIGURATION_FILE), "{\"eos_token\": \"<|end|>\"}");
    assertThat(byteLevel().endOfText()).isEqualTo(260);
    assertThat(byteLevel().decode(new int[] {260})).isEmpty();
  }

  @Test
  void aPromptBeginsWithTheTokenThatTheTokenizerPutsThere() throws IOException {
    assertThat(byteLevel().prompt("cat")).isEqualTo(byteLevel().encode("cat"));
    Tokenizer template = withTemplate(byteLevel());
    assertThat(template.encode("cat")).isEqualTo(byteLevel().encode("cat"));
    assertThat(template.prompt("cat")).startsWith(260).hasSize(template.encode("cat").length + 1);
    configure("{\"add_bos_token\": false, \"bos_token\": \"<|end|>\"}");
    assertThat(withTemplate(byteLevel()).prompt("cat")).isEqualTo(template.encode("cat"));
    configure("{\"add_bos_token\": true, \"bos_token\": {\"content\": \"<|end|>\"}}");
    assertThat(byteLevel().prompt("cat")).isEqualTo(template.prompt("cat"));
  }

  private void configure(String json) throws IOException {
    Files.writeString(file.resolveSibling(Tokenizer.CONFIGURATION_FILE), json);
  }

  /** Llama 3's way: a sequence of processors, one of them a template that begins with a token. */
  private Tokenizer withTemplate(Tokenizer plain) throws IOException {
    ObjectNode content = (ObjectNode) JsonMapper.shared().readTree(plain.json());
    content.set(
        "post_processor",
        JsonMapper.shared()
            .readTree(
                "{\"type\": \"Sequence\", \"processors\": [{\"type\": \"ByteLevel\"},"
                    + " {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"<|end|>\","
                    + " \"type_id\": 0}}, {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}]}]}"));
    Files.write(file, JsonMapper.shared().writeValueAsBytes(content));
    return Tokenizer.readFile(file);
  }

  /** Llama 2 puts a space before every text and takes it away again. */
  @Test
  void aSpacePutBeforeTextsIsTakenAwayAgain() throws IOException {
    Tokenizer trained = BpeTrainer.train(List.of("the cat sat on the mat the cat"), 300);
    ObjectNode content = (ObjectNode) JsonMapper.shared().readTree(trained.json());
    content.set(
        "normalizer",
        JsonMapper.shared()
            .readTree(
                "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Prepend\", \"prepend\": \"\u2581\"},"
                    + " {\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"\u2581\"}]}"));
    content.set(
        "decoder",
        JsonMapper.shared()
            .readTree(
                "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"String\": \"\u2581\"},"
                    + " \"content\": \" \"}, {\"type\": \"ByteFallback\"}, {\"type\": \"Fuse\"},"
                    + " {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}]}"));
    Files.write(file, JsonMapper.shared().writeValueAsBytes(content));
    Tokenizer tokenizer = Tokenizer.readFile(file);
    String text = "the cat\n\n 12 \u00e9\ud83d\ude00  the";
    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    assertThat(tokenizer.encode("the")).isEqualTo(trained.encode(" the"));
    assertThat(tokenizer.endOfText()).isEqualTo(2);
  }

  /** Bytes, three merges towards " cat", and one special token that the vocabulary lacks. */
  private Tokenizer byteLevel() throws IOException {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    int others = 0x100;
    for (int value = 0; value < 256; value++) {
      boolean printed = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
      vocabulary.put(Character.toString(printed ? value : others++), value);
    }
    List<String> merges = new ArrayList<>();
    for (String merge : List.of("a t", "c at", "\u0120 cat", "T h")) {
      vocabulary.put(merge.replace(" ", ""), vocabulary.size());
      merges.add(merge);
    }
    Map<String, Object> byteLevel =
        Map.of(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            true);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("version", "1.0");
    content.put(
        "added_tokens",
        List.of(
            Map.of(
                "id",
                260,
                "content",
                "<|end|>",
                "single_word",
                false,
                "lstrip",
                false,
                "rstrip",
                false,
                "normalized",
                false,
                "special",
                true)));
    content.put("normalizer", null);
    content.put("pre_tokenizer", byteLevel);
    content.put("post_processor", byteLevel);
    content.put("decoder", byteLevel);
    content.put("model", Map.of("type", "BPE", "vocab", vocabulary, "merges", merges));
    Files.write(file, JsonMapper.shared().writeValueAsBytes(content));
    return Tokenizer.readFile(file);
  }
}
