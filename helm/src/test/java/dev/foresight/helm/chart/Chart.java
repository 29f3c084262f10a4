package dev.foresight.helm.chart;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The chart, rendered by Helm itself. */
final class Chart {
  static final Path FOLDER = Path.of("foresight").toAbsolutePath();

  private static final String KUBERNETES = "1.34.0";

  /**
   * A copy without hook annotations: this Helm renders no hooks, and they are to be checked too.
   */
  private static final Path UNHOOKED = unhooked();

  private Chart() {}

  private static Path unhooked() {
    try (var files = Files.walk(FOLDER)) {
      var copy = Files.createDirectories(Path.of("target/chart")).toAbsolutePath();
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var to = copy.resolve(FOLDER.relativize(file));
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        Files.writeString(to, Files.readString(file).replaceAll("(?m)^ +helm\\.sh/hook.*\n", ""));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value files that are kept as examples. */
  static List<Path> examples() throws IOException {
    try (var files = Files.list(FOLDER.resolve("ci"))) {
      return files.sorted().toList();
    }
  }

  static Path example(String name) {
    return FOLDER.resolve("ci").resolve(name + "-values.yaml");
  }

  /** Every object that {@code values} render to; what Helm says if it refuses them is thrown. */
  static List<JsonNode> render(Path values) {
    var text =
        new Helm(UNHOOKED)
            .template()
            .withName("foresight")
            .withNamespace("research")
            .withKubeVersion(KUBERNETES)
            .withValuesFile(values)
            .call();
    return documents(text);
  }

  static List<JsonNode> documents(String yaml) {
    return StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false)
        .filter(Map.class::isInstance)
        .map(Chart::json)
        .toList();
  }

  static JsonNode yaml(Path file) {
    try {
      return documents(Files.readString(file)).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(Object value) {
    return JsonMapper.shared().valueToTree(value);
  }

  static Predicate<JsonNode> isA(String kind) {
    return object -> object.path("kind").asString().equals(kind);
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asString();
  }

  /** The one object of {@code kind} whose name ends with {@code suffix}. */
  static JsonNode find(List<JsonNode> objects, String kind, String suffix) {
    var found =
        objects.stream().filter(isA(kind)).filter(object -> name(object).endsWith(suffix)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " of " + kind + " " + suffix);
    }
    return found.getFirst();
  }

  /** The template of the pods that an object makes, the pod itself, or nothing. */
  static JsonNode pod(JsonNode object) {
    return object.path("kind").asString().equals("Pod") ? object : object.at("/spec/template");
  }

  static List<JsonNode> containers(JsonNode pod) {
    return list(pod.at("/spec/containers"));
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
