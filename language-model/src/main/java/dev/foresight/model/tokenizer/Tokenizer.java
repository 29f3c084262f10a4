package dev.foresight.model.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Text to token ids and back, by Hugging Face's library. Special tokens are never read from text:
 * {@code "</s>"} in a prompt is five characters. Safe for use by several threads.
 */
public final class Tokenizer {
  /** The vocabulary's file in a checkpoint. */
  public static final String FILE = "tokenizer.json";

  /** The file of settings beside it. */
  public static final String CONFIGURATION_FILE = "tokenizer_config.json";

  private static final Map<String, String> PLAIN =
      Map.of(
          "addSpecialTokens", "false",
          "truncation", "false",
          "padding", "false",
          "modelMaxLength", Integer.toString(Integer.MAX_VALUE));

  private final byte[] json;
  private final byte[] configurationJson;
  private final HuggingFaceTokenizer library;
  private final int vocabularySize;
  private final int endOfText;
  private final Set<Integer> special;
  private final int[] spaceMark;

  private Tokenizer(byte[] json, byte[] configurationJson) throws IOException {
    this.json = json;
    this.configurationJson = configurationJson;
    ObjectNode file = (ObjectNode) JsonMapper.shared().readTree(json);
    JsonNode vocabulary = file.path("model").path("vocab");
    special = removeKnownSpecials(file, vocabulary);
    vocabularySize = largestId(vocabulary, special) + 1;
    endOfText = vocabulary.path(Vocabulary.END).asInt(-1);
    spaceMark = bytes(String.valueOf(Vocabulary.SPACE)).map(b -> idOfByte(vocabulary, b)).toArray();
    library =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(JsonMapper.shared().writeValueAsBytes(file)), PLAIN);
  }

  static Tokenizer of(Vocabulary vocabulary) {
    try {
      return new Tokenizer(vocabulary.toJson(), Vocabulary.configurationJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a checkpoint's tokenizer.
   *
   * @throws IOException if a file is missing or damaged, naming it
   */
  public static Tokenizer read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    byte[] json = Files.readAllBytes(file);
    byte[] configurationJson = Files.readAllBytes(folder.resolve(CONFIGURATION_FILE));
    try {
      return new Tokenizer(json, configurationJson);
    } catch (RuntimeException e) { // also what the library throws for a file it cannot use
      throw new IOException(file + ": not a tokenizer: " + e.getMessage(), e);
    }
  }

  /** The ids of {@code text}; no token is added. */
  public int[] encode(String text) {
    int mark = text.indexOf(Vocabulary.SPACE);
    if (mark < 0) {
      return ids(text);
    }
    IntStream ids = IntStream.empty();
    int start = 0;
    for (; mark >= 0; mark = text.indexOf(Vocabulary.SPACE, start)) {
      ids = IntStream.concat(ids, Arrays.stream(ids(text.substring(start, mark))));
      ids = IntStream.concat(ids, Arrays.stream(spaceMark));
      start = mark + 1;
    }
    return IntStream.concat(ids, Arrays.stream(ids(text.substring(start)))).toArray();
  }

  /** The text of {@code ids}, without special tokens; bytes that are no UTF-8 become U+FFFD. */
  public String decode(int[] ids) {
    return library.decode(
        Arrays.stream(ids).filter(id -> !special.contains(id)).asLongStream().toArray(), false);
  }

  /** Tokens in the vocabulary. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** The id that ends a text, or -1 if there is none. */
  public int endOfText() {
    return endOfText;
  }

  /** The content of {@value #FILE}. */
  public byte[] json() {
    return json.clone();
  }

  /** The content of {@value #CONFIGURATION_FILE}. */
  public byte[] configurationJson() {
    return configurationJson.clone();
  }

  private int[] ids(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    return Arrays.stream(library.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /** Special tokens that the vocabulary has too are not looked for in text. */
  private static Set<Integer> removeKnownSpecials(ObjectNode file, JsonNode vocabulary) {
    Set<Integer> special = new HashSet<>();
    ArrayNode kept = file.arrayNode();
    for (JsonNode token : file.path("added_tokens")) {
      if (token.path("special").asBoolean()) {
        special.add(token.path("id").asInt());
      }
      if (!token.path("special").asBoolean()
          || !vocabulary.has(token.path("content").asString(""))) {
        kept.add(token);
      }
    }
    file.set("added_tokens", kept);
    return special;
  }

  private static int largestId(JsonNode vocabulary, Set<Integer> special) {
    return IntStream.concat(
            vocabulary.properties().stream().mapToInt(e -> e.getValue().asInt()),
            special.stream().mapToInt(id -> id))
        .max()
        .orElse(-1);
  }

  private static IntStream bytes(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, utf8.length).map(i -> utf8[i] & 0xFF);
  }

  private static int idOfByte(JsonNode vocabulary, int value) {
    return vocabulary.path(Vocabulary.byteToken(value)).asInt(0);
  }
}
