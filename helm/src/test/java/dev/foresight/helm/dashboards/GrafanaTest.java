package dev.foresight.helm.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Grafana's own code makes of the dashboards; its server is not needed. */
class GrafanaTest {
  private static final Path FOLDER = Path.of("target/grafana").toAbsolutePath();
  private static final Path FRAMES = Path.of("src/test/resources/frames.cjs").toAbsolutePath();
  private static final String PACKAGES =
      "@grafana/schema@12.1.0 @grafana/data@12.1.0 react@18.3.1 react-dom@18.3.1"
          + " jsdom@24.1.3 typescript@5.9.3";

  @BeforeAll
  static void grafanasCodeIsHere() throws Exception {
    Files.createDirectories(FOLDER);
    if (!Files.exists(FOLDER.resolve("node_modules/jsdom"))) {
      var install = "npm install --no-audit --no-fund --no-save --legacy-peer-deps --prefix . ";
      assumeTrue(run(install + PACKAGES) == 0, "npm or its registry is not here");
    }
  }

  /** Grafana's types for dashboards; what a panel's options are is open in them. */
  @Test
  void itsTypesTakeThem() throws Exception {
    var checks =
        Dashboards.all().stream()
            .map(dashboard -> "(" + dashboard.json() + ") satisfies Types.Dashboard;")
            .collect(Collectors.joining("\n"));
    assertThat(types(checks)).as(GrafanaTest::said).isZero();
    assertThat(types(checks.replace("\"schemaVersion\" : 41", "\"schemaVersion\" : \"41\"")))
        .as("a version that is a string")
        .isNotZero();
  }

  private static int types(String checks) throws Exception {
    Files.writeString(
        FOLDER.resolve("check.ts"), "import * as Types from '@grafana/schema';\n" + checks);
    return run(
        "node node_modules/typescript/bin/tsc --noEmit --strict --skipLibCheck"
            + " --module nodenext --target es2022 check.ts");
  }

  /** The trend panel wants one table, its x a column of numbers that rise. */
  @Test
  void aPanelOfTheFigureIsATableByTemperature() throws Exception {
    var table = table(Panel.figure(10), "temperature", List.of("0.8", "1.0", "0.2", "10"));
    assertThat(table.path("temperature").toString())
        .isEqualTo("{\"type\":\"number\",\"values\":[0.2,0.8,1,10]}");
    assertThat(table.path("n=1").toString())
        .isEqualTo("{\"type\":\"number\",\"values\":[2,0,1,3]}");
    assertThat(table.propertyNames())
        .containsExactly(
            "temperature",
            "n=1",
            "n=1 lower",
            "n=1 upper",
            "n=2",
            "n=2 lower",
            "n=2 upper",
            "n=4",
            "n=4 lower",
            "n=4 upper");
  }

  @Test
  void cellsAreRowsOfOneTable() throws Exception {
    var table = table(Panel.cells(), "predict_tokens", List.of("1", "2"));
    assertThat(table.path("n").path("values").toString()).isEqualTo("[\"1\",\"2\"]");
    assertThat(table.propertyNames())
        .containsExactlyInAnyOrder("n", "samples", "of", "problems complete");
  }

  /**
   * The columns that a panel makes of what its queries return: for each the values of one label,
   * and the numbers 0, 1, 2 and so on.
   */
  private static JsonNode table(Panel panel, String label, List<String> values) throws Exception {
    var numbers = IntStream.range(0, values.size()).boxed().toList();
    var json = JsonMapper.shared().<JsonNode>valueToTree(panel.json());
    var frames =
        json.path("targets")
            .valueStream()
            .map(target -> target.path("refId").asString())
            .map(
                id ->
                    Map.of(
                        "refId",
                        id,
                        "fields",
                        List.of(
                            field("Time", "time", numbers),
                            field(label, "string", values),
                            field("Value #" + id, "number", numbers))))
            .toList();
    var asked = Map.of("transformations", json.path("transformations"), "frames", frames);
    Files.writeString(FOLDER.resolve("asked.json"), JsonMapper.shared().writeValueAsString(asked));
    assertThat(run("NODE_PATH=node_modules node " + FRAMES)).as(GrafanaTest::said).isZero();
    return JsonMapper.shared().readTree(said());
  }

  private static Map<String, Object> field(String name, String type, List<?> values) {
    return Map.of("name", name, "type", type, "values", values);
  }

  private static int run(String command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of("sh", "-c", command + " > said.txt 2>&1"))
            .directory(FOLDER.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  private static String said() {
    try {
      return Files.readString(FOLDER.resolve("said.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
