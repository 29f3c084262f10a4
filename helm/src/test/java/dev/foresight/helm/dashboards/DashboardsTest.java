package dev.foresight.helm.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DashboardsTest {
  static final Path FILES = Path.of("foresight/files/dashboards");

  private static final String PACKAGES = "@grafana/schema@12.1.0 typescript@5.9.3";

  /** {@code -Ddashboards.write=true} makes the files anew. */
  @Test
  void theFilesAreWhatTheirSourceSays() throws IOException {
    for (var dashboard : Dashboards.all()) {
      var file = FILES.resolve(dashboard.uid() + ".json");
      if (Boolean.getBoolean("dashboards.write")) {
        Files.writeString(file, dashboard.json());
      }
      assertThat(file).as("see -Ddashboards.write=true").content().isEqualTo(dashboard.json());
    }
    try (var files = Files.list(FILES)) {
      assertThat(files).hasSize(Dashboards.all().size());
    }
  }

  /** Grafana's own types for dashboards; what a panel's options are is open in them. */
  @Test
  void grafanasTypesTakeThem() throws Exception {
    var folder = Files.createDirectories(Path.of("target/grafana")).toAbsolutePath();
    if (!Files.exists(folder.resolve("node_modules/typescript"))) {
      var installed =
          run(folder, "npm install --no-audit --no-fund --no-save --prefix . " + PACKAGES);
      assumeTrue(installed == 0, "SKIPPED: npm or its registry is not here");
    }
    var checks =
        Dashboards.all().stream()
            .map(dashboard -> dashboard.json() + " satisfies Types.Dashboard;")
            .collect(Collectors.joining("\n"));
    Files.writeString(
        folder.resolve("check.ts"),
        "import * as Types from '@grafana/schema';\n" + ordered(checks));
    assertThat(types(folder)).as(() -> said(folder)).isZero();
    Files.writeString(
        folder.resolve("check.ts"),
        "import * as Types from '@grafana/schema';\n"
            + ordered(checks).replace("\"schemaVersion\" : 41", "\"schemaVersion\" : \"41\""));
    assertThat(types(folder)).as("a version that is a string").isNotZero();
  }

  private static String ordered(String checks) {
    return checks
        .replaceAll("(?m)^\\{", "({")
        .replace("} satisfies", "}) satisfies")
        .replaceAll("\\}\\n satisfies", "}) satisfies");
  }

  private static int types(Path folder) throws IOException, InterruptedException {
    return run(
        folder,
        "node node_modules/typescript/bin/tsc --noEmit --strict --skipLibCheck"
            + " --module nodenext --target es2022 check.ts");
  }

  private static int run(Path folder, String command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of("sh", "-c", command + " > said.txt 2>&1"))
            .directory(folder.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  private static String said(Path folder) {
    try {
      return Files.readString(folder.resolve("said.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
