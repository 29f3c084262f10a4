package dev.foresight.helm.chart;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;

/** The environment of containers, and what it sets in a service. */
final class Environment {
  private Environment() {}

  /** Variables with a value of their own, by name; those from Secrets are empty. */
  static Map<String, String> of(JsonNode container) {
    var variables = new TreeMap<String, String>();
    for (var variable : container.path("env")) {
      variables.put(variable.path("name").asString(), variable.path("value").asString(""));
    }
    return variables;
  }

  /** The value of a variable that must be there. */
  static String value(JsonNode container, String name) {
    return Objects.requireNonNull(of(container).get(name), name);
  }

  /** The defaults of {@code service} by the environment variable that sets them. */
  static Map<String, String> defaults(String service) throws IOException {
    var defaults = new TreeMap<String, String>();
    var loaded =
        new YamlPropertySourceLoader().load(service, new ClassPathResource(service + ".yml"));
    for (var source : loaded) {
      for (var name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
        defaults.put(variable(name), String.valueOf(source.getProperty(name)));
      }
    }
    return defaults;
  }

  private static String variable(String property) {
    return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
