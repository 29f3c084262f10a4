package dev.foresight.trainer.data;

import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.PromptTemplate;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** A document's text out of a row's bytes. Safe for use by several threads. */
interface DocumentText {
  /**
   * The text; empty if the row has none to train on.
   *
   * @throws IllegalArgumentException saying why the row is broken
   */
  String of(byte[] content);

  /** How rows of {@code source} are read. */
  static DocumentText of(Source source) {
    return switch (source.format()) {
      case PROBLEMS -> content -> PromptTemplate.DEFAULT.document(Problem.parse(decoded(content)));
      case JSONL -> {
        String column = Objects.requireNonNull(source.textColumn());
        yield content -> field(decoded(content), column);
      }
      case TEXT, CSV, PARQUET -> DocumentText::decoded;
    };
  }

  private static String decoded(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') >= 0) { // replaced, or truly there
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException("not UTF-8", e);
      }
    }
    return text;
  }

  private static String field(String line, String column) {
    try (JsonParser json = JsonMapper.shared().createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("not a JSON object");
      }
      String found = null;
      List<String> others = new ArrayList<>();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        if (!name.equals(column)) {
          others.add(name);
          json.skipChildren();
        } else if (value == JsonToken.VALUE_STRING) {
          found = json.getString();
        } else {
          throw new IllegalArgumentException(column + " must be a string, not " + value);
        }
      }
      return complete(json, column, found, others);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String complete(
      JsonParser json, String column, @Nullable String found, List<String> others) {
    if (json.nextToken() != null) {
      throw new IllegalArgumentException("not JSON: more follows the object");
    }
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no field \"" + column + "\" among " + String.join(", ", others));
    }
    return found;
  }
}
