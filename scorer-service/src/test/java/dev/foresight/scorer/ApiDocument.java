package dev.foresight.scorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document at {@code /v3/api-docs}, and what is missing in it. */
record ApiDocument(JsonNode root) {
  private static final String PROBLEM = "application/problem+json";

  static ApiDocument of(String json) {
    return new ApiDocument(JsonMapper.shared().readTree(json));
  }

  Set<String> paths() {
    return Set.copyOf(root.path("paths").propertyNames());
  }

  /** A line for each thing that an operation lacks. */
  List<String> faults() {
    var faults = new ArrayList<String>();
    for (var path : root.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var name = operation.getKey() + " " + path.getKey() + ": ";
        faults(operation.getValue(), path.getKey().contains("{"))
            .forEach(fault -> faults.add(name + fault));
      }
    }
    return faults;
  }

  private List<String> faults(JsonNode operation, boolean hasId) {
    var faults = new ArrayList<String>();
    if (operation.path("summary").asString("").isBlank()) {
      faults.add("no summary");
    }
    var responses = operation.path("responses");
    var good = responses.has("202") ? responses.path("202") : responses.path("200");
    if (good.path("content").isEmpty()) {
      faults.add("no content");
    }
    for (var content : good.path("content").properties()) {
      if (content.getKey().equals("*/*")) {
        faults.add("no media type");
      }
      if (content.getValue().path("schema").isEmpty()) {
        faults.add("no schema of " + content.getKey());
      }
      if (!hasExample(content.getValue())) {
        faults.add("no example of " + content.getKey());
      }
    }
    for (var parameter : operation.path("parameters")) {
      if (parameter.path("description").asString("").isBlank()) {
        faults.add("no description of " + parameter.path("name").asString());
      }
    }
    if (hasId && !isProblem(responses.path("404"))) {
      faults.add("no problem for 404");
    }
    if (hasQuery(operation) && !isProblem(responses.path("400"))) {
      faults.add("no problem for 400");
    }
    if (!isProblem(responses.path("503"))) {
      faults.add("no problem for 503");
    }
    return faults;
  }

  private static boolean hasQuery(JsonNode operation) {
    for (var parameter : operation.path("parameters")) {
      if (parameter.path("in").asString().equals("query")) {
        return true;
      }
    }
    return operation.has("requestBody");
  }

  private boolean isProblem(JsonNode response) {
    var content = response.path("content");
    return content.size() == 1
        && resolved(content.path(PROBLEM).path("schema")).path("properties").has("title")
        && content.path(PROBLEM).has("example");
  }

  private boolean hasExample(JsonNode content) {
    return content.has("example")
        || content.has("examples")
        || hasExampleProperty(content.path("schema"));
  }

  private boolean hasExampleProperty(JsonNode schema) {
    var of = resolved(schema.has("items") ? schema.path("items") : schema);
    for (Map.Entry<String, JsonNode> property : of.path("properties").properties()) {
      if (property.getValue().has("example")) {
        return true;
      }
    }
    return false;
  }

  private JsonNode resolved(JsonNode schema) {
    var reference = schema.path("$ref").asString("");
    return reference.isEmpty() ? schema : root.at(reference.substring(1));
  }
}
