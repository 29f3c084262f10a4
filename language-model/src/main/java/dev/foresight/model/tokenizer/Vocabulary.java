package dev.foresight.model.tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A byte-pair vocabulary, written as Hugging Face's {@code tokenizer.json}.
 *
 * @param tokens the tokens in the order of their ids
 * @param merges pairs of tokens that become one, the first learned first
 */
record Vocabulary(List<String> tokens, List<String[]> merges) {
  /** Stands for a space in tokens, as in SentencePiece. */
  static final char SPACE = '\u2581';

  static final String UNKNOWN = "<unk>";
  static final String BEGIN = "<s>";
  static final String END = "</s>";

  /** The special tokens and the 256 bytes, which every vocabulary begins with. */
  static final List<String> FIXED = fixed();

  /** The id of the first token that is neither special nor a byte. */
  static final int FIRST_CHARACTER = 259;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  Vocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /** The token of a single character. */
  static String symbol(int character) {
    return character == ' ' ? String.valueOf(SPACE) : Character.toString(character);
  }

  /** The token of a single byte, 0 to 255. */
  static String byteToken(int value) {
    return String.format("<0x%02X>", value);
  }

  /**
   * The whole file: spaces become {@code ▁}, nothing is prepended, no piece is cut beforehand (the
   * merges cross none), characters without a token fall back to bytes.
   */
  byte[] toJson() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("version", "1.0");
    file.put("truncation", null);
    file.put("padding", null);
    file.put("added_tokens", List.of(special(0, UNKNOWN), special(1, BEGIN), special(2, END)));
    file.put("normalizer", normalizer());
    file.put("pre_tokenizer", null);
    file.put("post_processor", null);
    Map<String, Object> decoder = new LinkedHashMap<>();
    decoder.put("type", "Sequence");
    decoder.put(
        "decoders",
        List.of(
            replace(String.valueOf(SPACE), " "),
            Map.of("type", "ByteFallback"),
            Map.of("type", "Fuse")));
    file.put("decoder", decoder);
    file.put("model", model());
    return JSON.writeValueAsBytes(file);
  }

  /** Spaces become {@code ▁}, and nothing else changes. */
  static Map<String, Object> normalizer() {
    return replace(" ", String.valueOf(SPACE));
  }

  /** {@code tokenizer_config.json}: what Hugging Face and llama.cpp need beside the vocabulary. */
  static byte[] configurationJson() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("tokenizer_class", "PreTrainedTokenizerFast");
    file.put("unk_token", UNKNOWN);
    file.put("bos_token", BEGIN);
    file.put("eos_token", END);
    file.put("add_bos_token", false);
    file.put("add_eos_token", false);
    file.put("add_prefix_space", false);
    file.put("clean_up_tokenization_spaces", false);
    return JSON.writeValueAsBytes(file);
  }

  private Map<String, Object> model() {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      ids.put(tokens.get(i), i);
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", UNKNOWN);
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", true);
    model.put("byte_fallback", true);
    model.put("ignore_merges", false);
    model.put("vocab", ids);
    model.put("merges", merges.stream().map(pair -> pair[0] + " " + pair[1]).toList());
    return model;
  }

  private static Map<String, Object> special(int id, String content) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", id);
    token.put("content", content);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", false);
    token.put("normalized", false);
    token.put("special", true);
    return token;
  }

  private static Map<String, Object> replace(String pattern, String content) {
    Map<String, Object> replace = new LinkedHashMap<>();
    replace.put("type", "Replace");
    replace.put("pattern", Map.of("String", pattern));
    replace.put("content", content);
    return replace;
  }

  private static List<String> fixed() {
    List<String> tokens = new ArrayList<>(List.of(UNKNOWN, BEGIN, END));
    for (int value = 0; value < 256; value++) {
      tokens.add(byteToken(value));
    }
    return List.copyOf(tokens);
  }
}
