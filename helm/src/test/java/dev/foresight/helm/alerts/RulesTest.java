package dev.foresight.helm.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
  private static final Path FILES = Path.of("foresight/files").toAbsolutePath();
  private static final Path RULES = FILES.resolve("rules/foresight.yml");
  private static final Path TESTS = Path.of("src/test/resources/rules.test.yml");
  private static final Pattern ALERT =
      Pattern.compile("- alert: (\\w+)\\n +expr: (.*)\\n(?: +for: .*\\n)?");

  @BeforeAll
  static void promtoolIsHere() {
    var there =
        Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    assumeTrue(there, "promtool is not here; Debian has it in the package prometheus");
  }

  @Test
  void rulesAndScrapeConfigurationAreValid() throws Exception {
    assertThat(promtool(FILES, "check", "rules", "--lint-fatal", RULES.toString()).status).isZero();
    var scrapes = FILES.resolve("prometheus/prometheus.yml").toString();
    assertThat(promtool(FILES, "check", "config", scrapes).status).isZero();
  }

  @Test
  void eachAlertFiresWhereItShouldAndNowhereElse(@TempDir Path folder) throws Exception {
    var tried = tryRules(folder, Files.readString(RULES));
    assertThat(tried.status).as(tried.output).isZero();
  }

  /** The tests see an alert that never fires, and one that always does. */
  @ParameterizedTest
  @MethodSource("alerts")
  void theTestsSeeABrokenAlert(String name, String expression, @TempDir Path folder)
      throws Exception {
    var rules = Files.readString(RULES);
    for (var broken : List.of("vector(0) > 1", "vector(1)")) {
      var changed = rules.replace("expr: " + expression + "\n", "expr: " + broken + "\n");
      assertThat(changed).isNotEqualTo(rules);
      assertThat(tryRules(folder, changed).status).as(name + ": " + broken).isNotZero();
    }
  }

  private static List<Object[]> alerts() throws IOException {
    return ALERT
        .matcher(Files.readString(RULES))
        .results()
        .map((MatchResult alert) -> new Object[] {alert.group(1), alert.group(2)})
        .toList();
  }

  private static Outcome tryRules(Path folder, String rules) throws Exception {
    Files.writeString(folder.resolve("foresight.yml"), rules);
    Files.writeString(folder.resolve("rules.test.yml"), Files.readString(TESTS));
    return promtool(folder, "test", "rules", "rules.test.yml");
  }

  private record Outcome(int status, String output) {}

  private static Outcome promtool(Path folder, String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), Objects.requireNonNull(output));
  }
}
