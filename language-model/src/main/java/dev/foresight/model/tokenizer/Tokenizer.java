package dev.foresight.model.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Text to token ids and back, by Hugging Face's library. Special tokens are never read from text:
 * {@code "</s>"} in a prompt is five characters. Half a surrogate pair, which is no text, is read
 * as U+FFFD. Safe for use by several threads.
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

  private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");

  private final byte[] json;
  private final byte[] configurationJson;
  private final HuggingFaceTokenizer library;
  private final TokenizerFile file;
  private final int vocabularySize;
  private final int[] spaceMark;
  private final byte[][] pieces;
  private final @Nullable PieceCache cache;

  private Tokenizer(byte[] json, byte[] configurationJson) throws IOException {
    this.json = json;
    this.configurationJson = configurationJson;
    ObjectNode content = (ObjectNode) JsonMapper.shared().readTree(json);
    file = TokenizerFile.of(content, JsonMapper.shared().readTree(configurationJson));
    vocabularySize = file.size();
    pieces = pieces();
    spaceMark = file.marksSpaces() ? spaceMark(file.tokens()) : new int[0];
    library =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(
                JsonMapper.shared().writeValueAsBytes(TokenizerFile.withoutSpecials(content))),
            PLAIN);
    cache = file.keepsPieces() ? new PieceCache(this::unmarked) : null;
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
    return read(folder.resolve(FILE), Files.readAllBytes(folder.resolve(CONFIGURATION_FILE)));
  }

  /**
   * Reads any {@value #FILE}; {@value #CONFIGURATION_FILE} beside it is used if it is there.
   *
   * @throws IOException if the file is missing or damaged, naming it
   */
  public static Tokenizer readFile(Path file) throws IOException {
    Path configuration = file.resolveSibling(CONFIGURATION_FILE);
    return read(
        file,
        Files.exists(configuration)
            ? Files.readAllBytes(configuration)
            : "{\"tokenizer_class\": \"PreTrainedTokenizerFast\"}"
                .getBytes(StandardCharsets.UTF_8));
  }

  private static Tokenizer read(Path file, byte[] configurationJson) throws IOException {
    byte[] json = Files.readAllBytes(file);
    try {
      return new Tokenizer(json, configurationJson);
    } catch (RuntimeException e) { // also what the library throws for a file it cannot use
      throw new IOException(file + ": not a tokenizer: " + e.getMessage(), e);
    }
  }

  /** The ids of {@code text}; no token is added. */
  public int[] encode(String text) {
    String whole = wholeCharacters(text);
    return cache == null ? unmarked(whole) : cache.encode(whole);
  }

  /**
   * The ids of a prompt: those of {@code text}, behind the token that begins a text if the
   * tokenizer puts one there, as Llama's do.
   */
  public int[] prompt(String text) {
    int[] ids = encode(text);
    return file.beginOfText() < 0
        ? ids
        : IntStream.concat(IntStream.of(file.beginOfText()), Arrays.stream(ids)).toArray();
  }

  /** The text of {@code ids}, without special tokens; bytes that are no UTF-8 become U+FFFD. */
  public String decode(int[] ids) {
    return library.decode(
        Arrays.stream(ids).filter(id -> !file.special().contains(id)).asLongStream().toArray(),
        false);
  }

  /**
   * The bytes that a token adds to a text, for finding strings in a text that is still growing.
   *
   * @param id any number; one that is not in the vocabulary, or special, adds nothing
   */
  public byte[] bytes(int id) {
    return id >= 0 && id < pieces.length && !file.special().contains(id)
        ? pieces[id].clone()
        : new byte[0];
  }

  /** Tokens in the vocabulary: one more than the largest id. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** The id that ends a text, or -1 if there is none. */
  public int endOfText() {
    return file.endOfText();
  }

  /** The content of {@value #FILE}. */
  public byte[] json() {
    return json.clone();
  }

  /** The content of {@value #CONFIGURATION_FILE}. */
  public byte[] configurationJson() {
    return configurationJson.clone();
  }

  /** The ids of {@code text}, in which the mark for a space is taken for itself. */
  private int[] unmarked(String text) {
    int mark = spaceMark.length == 0 ? -1 : text.indexOf(Vocabulary.SPACE);
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

  private int[] ids(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    return Arrays.stream(library.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private byte[][] pieces() {
    byte[][] found = new byte[vocabularySize][0];
    file.tokens().forEach((token, id) -> found[id] = piece(token));
    return found;
  }

  private byte[] piece(String token) {
    if (file.isByteLevel()) {
      return ByteAlphabet.decode(token);
    }
    if (BYTE.matcher(token).matches()) {
      return new byte[] {(byte) Integer.parseInt(token, 3, 5, 16)};
    }
    return token.replace(Vocabulary.SPACE, ' ').getBytes(StandardCharsets.UTF_8);
  }

  private static String wholeCharacters(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          return text.codePoints()
              .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
        }
        i++;
      }
    }
    return text;
  }

  private static int[] spaceMark(Map<String, Integer> tokens) {
    byte[] utf8 = String.valueOf(Vocabulary.SPACE).getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, utf8.length)
        .map(i -> tokens.getOrDefault(Vocabulary.byteToken(utf8[i] & 0xFF), 0))
        .toArray();
  }
}
