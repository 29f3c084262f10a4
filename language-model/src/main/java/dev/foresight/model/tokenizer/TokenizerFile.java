package dev.foresight.model.tokenizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Hugging Face's {@code tokenizer.json} says, of any kind of model.
 *
 * @param tokens ids by token, added ones included
 * @param special ids of special tokens
 * @param endOfText the id that ends a text, or -1
 * @param beginOfText the id that is put before a text, or -1 if none is
 * @param isByteLevel whether tokens are written in GPT-2's alphabet of bytes
 * @param marksSpaces whether every space becomes {@code ▁} and nothing else happens to text
 * @param keepsPieces whether no token crosses the border of two {@link Pieces}
 */
record TokenizerFile(
    Map<String, Integer> tokens,
    Set<Integer> special,
    int endOfText,
    int beginOfText,
    boolean isByteLevel,
    boolean marksSpaces,
    boolean keepsPieces) {

  private static final Pattern BYTE_LEVEL = Pattern.compile("\"type\"\\s*:\\s*\"ByteLevel\"");

  /** Where no configuration names the token, the usual names. */
  private static final List<String> ENDS =
      List.of(Vocabulary.END, "<|endoftext|>", "<|end_of_text|>", "<eos>", "[EOS]");

  static TokenizerFile of(ObjectNode file, JsonNode configuration) {
    Map<String, Integer> tokens = vocabulary(file.path("model").path("vocab"));
    Set<Integer> special = new HashSet<>();
    boolean others = false;
    for (JsonNode added : file.path("added_tokens")) {
      int id = added.path("id").asInt();
      tokens.put(added.path("content").asString(""), id);
      if (added.path("special").asBoolean()) {
        special.add(id);
      } else {
        others = true;
      }
    }
    boolean marks = marksSpaces(file) && hasBytes(tokens) && !others;
    return new TokenizerFile(
        tokens,
        special,
        endOfText(tokens, configuration),
        beginOfText(tokens, file.path("post_processor"), configuration),
        BYTE_LEVEL.matcher(file.path("decoder").toString()).find(),
        marks,
        marks && keepsPieces(file.path("model")));
  }

  /**
   * Special tokens are not looked for in text: {@code file} is as it was, without them. What would
   * put them around a text goes with them.
   */
  static ObjectNode withoutSpecials(ObjectNode file) {
    ArrayNode kept = file.arrayNode();
    for (JsonNode added : file.path("added_tokens")) {
      if (!added.path("special").asBoolean()) {
        kept.add(added);
      }
    }
    ObjectNode plain = file.deepCopy();
    plain.set("added_tokens", kept);
    plain.putNull("post_processor");
    return plain;
  }

  /** One more than the largest id. */
  int size() {
    return tokens.values().stream().mapToInt(id -> id).max().orElse(-1) + 1;
  }

  private static Map<String, Integer> vocabulary(JsonNode vocab) {
    Map<String, Integer> tokens = new LinkedHashMap<>();
    if (vocab.isArray()) { // Unigram: tokens with their scores
      for (JsonNode token : vocab) {
        tokens.put(token.path(0).asString(""), tokens.size());
      }
    }
    for (Map.Entry<String, JsonNode> token : vocab.properties()) {
      tokens.put(token.getKey(), token.getValue().asInt());
    }
    return tokens;
  }

  private static int endOfText(Map<String, Integer> tokens, JsonNode configuration) {
    List<String> names = new ArrayList<>(List.of(named(configuration, "eos_token")));
    names.addAll(ENDS);
    return names.stream().filter(tokens::containsKey).findFirst().map(tokens::get).orElse(-1);
  }

  /** What the configuration asks for; where it is silent, what a template puts first. */
  private static int beginOfText(
      Map<String, Integer> tokens, JsonNode processor, JsonNode configuration) {
    JsonNode asked = configuration.path("add_bos_token");
    String name =
        asked.isBoolean()
            ? asked.asBoolean() ? named(configuration, "bos_token") : ""
            : firstOfTemplate(processor);
    return tokens.getOrDefault(name, -1);
  }

  /** The special token that a template puts before a text; nothing if there is none. */
  private static String firstOfTemplate(JsonNode processor) {
    for (JsonNode inner : processor.path("processors")) {
      String found = firstOfTemplate(inner);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return processor.path("single").path(0).path("SpecialToken").path("id").asString("");
  }

  private static String named(JsonNode configuration, String token) {
    JsonNode named = configuration.path(token);
    return named.isObject() ? named.path("content").asString("") : named.asString("");
  }

  private static boolean marksSpaces(ObjectNode file) {
    return file.path("normalizer").equals(JsonMapper.shared().valueToTree(Vocabulary.normalizer()))
        && file.path("pre_tokenizer").isNull()
        && "BPE".equals(file.path("model").path("type").asString(""))
        && file.path("model").path("byte_fallback").asBoolean();
  }

  private static boolean hasBytes(Map<String, Integer> tokens) {
    for (int value = 0; value < 256; value++) {
      if (!tokens.containsKey(Vocabulary.byteToken(value))) {
        return false;
      }
    }
    return true;
  }

  private static boolean keepsPieces(JsonNode model) {
    for (JsonNode merge : model.path("merges")) {
      String token =
          merge.isArray()
              ? merge.path(0).asString("") + merge.path(1).asString("")
              : merge.asString("").replaceFirst(" ", "");
      if (!Pieces.isOne(token.replace(Vocabulary.SPACE, ' '))) {
        return false;
      }
    }
    return true;
  }
}
