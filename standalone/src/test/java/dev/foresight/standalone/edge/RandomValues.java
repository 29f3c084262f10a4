package dev.foresight.standalone.edge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values after a schema, mostly of its types and now and then of another one. */
final class RandomValues {
  private static final int DEEPEST = 6;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern PARAMETER = Pattern.compile("\\{\\w+}");

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "0.8",
          "-1",
          "1e999999999",
          "NaN",
          "gsm8k",
          "initial",
          "bfloat16",
          "jsonl",
          "cpu",
          "../../etc/passwd",
          "/etc/passwd",
          "file:///etc/passwd",
          "file://host/x",
          "%2e%2e%2f",
          "s3://models/x",
          "http://127.0.0.1:1/",
          "/**/*",
          "[",
          "{",
          "a\0b",
          "\ud83d\ude00",
          "\r\n",
          "'; DROP TABLE x; --",
          "{question}{answer}",
          "x".repeat(5000));

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "64",
          "1.5",
          "1e-9",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1e999999999",
          "1e-999999999");

  private final Random random;
  private final JsonNode api;

  RandomValues(Random random, JsonNode api) {
    this.random = random;
    this.api = api;
  }

  /** A path with something in place of each parameter, and sometimes a query. */
  String path(String template) {
    var path =
        PARAMETER
            .matcher(template)
            .replaceAll(match -> Matcher.quoteReplacement(encoded(text() + "x")));
    return random.nextInt(3) > 0
        ? path
        : path + "?" + name() + "=" + encoded(text()) + "&dryRun=true";
  }

  private String name() {
    return one(List.of("k", "policy", "temperature", "a", "b", "first", "second", "level"));
  }

  /** A body after {@code schema}; sometimes no JSON at all. */
  String body(JsonNode schema) {
    return random.nextInt(50) == 0 ? text() : value(schema, 0);
  }

  private String value(JsonNode schema, int depth) {
    if (random.nextInt(12) == 0 || depth > DEEPEST) {
      return one(List.of("null", "[]", "{}", "true", "[null]", "\"\"", one(NUMBERS)));
    }
    if (schema.has("$ref")) {
      String name = schema.path("$ref").asString().replaceFirst(".*/", "");
      return value(api.path("components").path("schemas").path(name), depth);
    }
    if (schema.has("oneOf")) {
      return value(schema.path("oneOf").path(random.nextInt(schema.path("oneOf").size())), depth);
    }
    return switch (schema.path("type").asString("object")) {
      case "string" -> JSON.writeValueAsString(text());
      case "integer", "number" -> one(NUMBERS);
      case "boolean" -> String.valueOf(random.nextBoolean());
      case "array" -> array(schema.path("items"), depth);
      default -> object(schema, depth);
    };
  }

  private String array(JsonNode items, int depth) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(i -> value(items, depth + 1))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String object(JsonNode schema, int depth) {
    return schema.path("properties").properties().stream()
        .filter(property -> random.nextInt(3) > 0)
        .map(p -> JSON.writeValueAsString(p.getKey()) + ":" + value(p.getValue(), depth + 1))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String text() {
    return one(TEXTS);
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
