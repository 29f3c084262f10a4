package dev.foresight.helm.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DashboardsTest {
  private static final Path FILES = Path.of("foresight/files/dashboards");

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
}
