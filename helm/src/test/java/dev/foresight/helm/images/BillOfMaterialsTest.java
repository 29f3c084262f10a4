package dev.foresight.helm.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The CycloneDX documents in the services' jars, beside the libraries that are packaged there. */
class BillOfMaterialsTest {
  private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");
  private static final Pattern LIBRARY = Pattern.compile("BOOT-INF/lib/(.+\\.jar)");

  @ParameterizedTest
  @ValueSource(strings = {"trainer-service", "sampler-service", "scorer-service"})
  void aServiceListsWhatIsPackagedInItAndUnderWhichLicence(String service) throws IOException {
    try (var jar = new ZipFile(packaged(service).toFile())) {
      var bill = bill(jar);
      assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
      assertThat(bill.path("components"))
          .allSatisfy(
              c ->
                  assertThat(c.path("licenses").size()).as(c.path("purl").asString()).isPositive());
      // Starters have dependencies only, and are not packaged themselves.
      assertThat(files(bill, "required"))
          .filteredOn(file -> !file.matches("spring-boot-starter-[a-z0-9.-]+jar"))
          .containsExactlyInAnyOrderElementsOf(libraries(jar));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vega", "vega-lite", "vega-embed"})
  void theScorerListsTheScriptsOfItsPage(String script) throws IOException {
    try (var jar = new ZipFile(packaged("scorer-service").toFile())) {
      assertThat(jar.getEntry("BOOT-INF/classes/page/assets/" + script + ".min.js")).isNotNull();
      assertThat(files(bill(jar), "optional")).anyMatch(f -> f.matches(script + "-[0-9.]+jar"));
    }
  }

  private static Path packaged(String service) throws IOException {
    try (var jars = Files.newDirectoryStream(Path.of("..", service, "target"), "*-exec.jar")) {
      var found = jars.iterator();
      assumeTrue(found.hasNext(), service + " is not packaged here; mvn package does it");
      return found.next();
    }
  }

  private static JsonNode bill(ZipFile jar) throws IOException {
    try (var text = jar.getInputStream(jar.getEntry("META-INF/sbom/application.cdx.json"))) {
      return JsonMapper.shared().readTree(text.readAllBytes());
    }
  }

  private static List<String> libraries(ZipFile jar) {
    return jar.stream()
        .map(ZipEntry::getName)
        .map(LIBRARY::matcher)
        .flatMap(name -> name.matches() ? Stream.of(name.group(1)) : Stream.of())
        // Read by Boot's loader only; the plugin that packages the jar adds it.
        .filter(name -> !name.startsWith("spring-boot-jarmode-tools-"))
        .toList();
  }

  private static List<String> files(JsonNode bill, String scope) {
    var files = new ArrayList<String>();
    for (var component : bill.path("components")) {
      if (component.path("scope").asString().equals(scope)) {
        var classifier = CLASSIFIER.matcher(component.path("purl").asString());
        files.add(
            component.path("name").asString()
                + "-"
                + component.path("version").asString()
                + (classifier.find() ? "-" + classifier.group(1) : "")
                + ".jar");
      }
    }
    return files;
  }
}
