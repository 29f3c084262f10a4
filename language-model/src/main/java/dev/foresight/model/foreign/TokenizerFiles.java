package dev.foresight.model.foreign;

import dev.foresight.model.foreign.SentencePiece.Kind;
import dev.foresight.model.foreign.SentencePiece.Piece;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A SentencePiece tokenizer as the two files of Hugging Face's that encode as it does. */
final class TokenizerFiles {
  private static final String SPACE = "\u2581";

  private final SentencePiece model;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final Map<String, Float> scores = new LinkedHashMap<>();

  /** A merge, and the score of what comes out. */
  private record Merge(String left, String right, float score) {}

  TokenizerFiles(SentencePiece model) {
    this.model = model;
    for (Piece piece : model.pieces()) {
      ids.put(piece.text(), ids.size());
      if (piece.kind() == Kind.NORMAL) {
        scores.put(piece.text(), piece.score());
      }
    }
  }

  /** {@code tokenizer.json}. */
  byte[] json() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("version", "1.0");
    file.put("truncation", null);
    file.put("padding", null);
    file.put("added_tokens", specials());
    file.put("normalizer", normalizer());
    file.put("pre_tokenizer", null);
    file.put("post_processor", beginning());
    file.put("decoder", decoder());
    file.put("model", bytePairs());
    return JsonMapper.shared().writeValueAsBytes(file);
  }

  /** {@code tokenizer_config.json}. */
  byte[] configurationJson() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("tokenizer_class", "PreTrainedTokenizerFast");
    file.put("unk_token", text(model.unknown()));
    putIfPresent(file, "bos_token", model.beginOfText());
    putIfPresent(file, "eos_token", model.endOfText());
    file.put("add_bos_token", model.beginOfText() >= 0);
    file.put("add_eos_token", false);
    file.put("add_prefix_space", model.beginsWithSpace());
    file.put("clean_up_tokenization_spaces", false);
    return JsonMapper.shared().writeValueAsBytes(file);
  }

  private void putIfPresent(Map<String, Object> file, String name, int id) {
    if (id >= 0) {
      file.put(name, text(id));
    }
  }

  private String text(int id) {
    return model.pieces().get(id).text();
  }

  private List<Map<String, Object>> specials() {
    List<Map<String, Object>> tokens = new ArrayList<>();
    for (Piece piece : model.pieces()) {
      if (piece.kind() == Kind.CONTROL || piece.kind() == Kind.UNKNOWN) {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("id", ids.get(piece.text()));
        token.put("content", piece.text());
        token.put("single_word", false);
        token.put("lstrip", false);
        token.put("rstrip", false);
        token.put("normalized", false);
        token.put("special", true);
        tokens.add(token);
      }
    }
    return tokens;
  }

  private Map<String, Object> normalizer() {
    Map<String, Object> mark = replace(" ", SPACE);
    return model.beginsWithSpace()
        ? sequence("normalizers", List.of(Map.of("type", "Prepend", "prepend", SPACE), mark))
        : mark;
  }

  private Map<String, Object> decoder() {
    List<Map<String, Object>> steps = new ArrayList<>();
    steps.add(replace(SPACE, " "));
    steps.add(Map.of("type", "ByteFallback"));
    steps.add(Map.of("type", "Fuse"));
    if (model.beginsWithSpace()) {
      steps.add(Map.of("type", "Strip", "content", " ", "start", 1, "stop", 0));
    }
    return sequence("decoders", steps);
  }

  /** Puts the token that begins a text before it, where special tokens are asked for. */
  private @Nullable Map<String, Object> beginning() {
    if (model.beginOfText() < 0) {
      return null;
    }
    String token = text(model.beginOfText());
    Map<String, Object> begin = Map.of("SpecialToken", Map.of("id", token, "type_id", 0));
    Map<String, Object> first = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
    Map<String, Object> second = Map.of("Sequence", Map.of("id", "B", "type_id", 0));
    Map<String, Object> special =
        Map.of("id", token, "ids", List.of(model.beginOfText()), "tokens", List.of(token));
    return Map.of(
        "type", "TemplateProcessing",
        "single", List.of(begin, first),
        "pair", List.of(begin, first, begin, second),
        "special_tokens", Map.of(token, special));
  }

  private Map<String, Object> bytePairs() {
    Map<String, Object> pairs = new LinkedHashMap<>();
    pairs.put("type", "BPE");
    pairs.put("dropout", null);
    pairs.put("unk_token", text(model.unknown()));
    pairs.put("continuing_subword_prefix", null);
    pairs.put("end_of_word_suffix", null);
    pairs.put("fuse_unk", true);
    pairs.put("byte_fallback", true);
    pairs.put("ignore_merges", false);
    pairs.put("vocab", ids);
    pairs.put("merges", merges().stream().map(merge -> List.of(merge.left, merge.right)).toList());
    return pairs;
  }

  /**
   * SentencePiece joins whichever neighbours make the piece with the highest score; so every way to
   * cut a piece in two is a merge, in the order of scores.
   */
  private List<Merge> merges() {
    List<Merge> merges = new ArrayList<>();
    scores.forEach((piece, score) -> addMerges(merges, piece, score));
    merges.sort(Comparator.comparingDouble(Merge::score).reversed());
    return merges;
  }

  private void addMerges(List<Merge> merges, String piece, float score) {
    for (int cut = 1; cut < piece.length(); cut++) {
      String left = piece.substring(0, cut);
      String right = piece.substring(cut);
      if (scores.containsKey(left) && scores.containsKey(right)) {
        merges.add(new Merge(left, right, score));
      }
    }
  }

  private static Map<String, Object> sequence(String name, List<Map<String, Object>> steps) {
    return Map.of("type", "Sequence", name, steps);
  }

  private static Map<String, Object> replace(String pattern, String content) {
    return Map.of("type", "Replace", "pattern", Map.of("String", pattern), "content", content);
  }
}
