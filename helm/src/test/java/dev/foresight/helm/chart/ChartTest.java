package dev.foresight.helm.chart;

import static dev.foresight.helm.chart.Chart.containers;
import static dev.foresight.helm.chart.Chart.example;
import static dev.foresight.helm.chart.Chart.find;
import static dev.foresight.helm.chart.Chart.isA;
import static dev.foresight.helm.chart.Chart.list;
import static dev.foresight.helm.chart.Chart.name;
import static dev.foresight.helm.chart.Chart.pod;
import static dev.foresight.helm.chart.Chart.render;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;

class ChartTest {
  private static List<Path> examples() throws IOException {
    return Chart.examples();
  }

  @Test
  void lintFindsNothing() {
    var found = new Helm(Chart.FOLDER).lint().strict().call();
    assertThat(found.isFailed()).as("%s", found.getMessages()).isFalse();
  }

  @Test
  void packagesAsItsVersion(@TempDir Path folder) {
    new Helm(Chart.FOLDER).packageIt().withDestination(folder).call();
    var version = Chart.yaml(Chart.FOLDER.resolve("Chart.yaml")).path("version").asString();
    assertThat(folder.resolve("foresight-" + version + ".tgz")).isNotEmptyFile();
  }

  @Test
  void theChartIsOfTheServicesVersion() throws IOException {
    var version = Chart.yaml(Chart.FOLDER.resolve("Chart.yaml")).path("appVersion").asString();
    assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + version + "</version>");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyObjectIsWhatTheServerTakes(Path values) {
    assertThat(render(values)).hasSizeGreaterThan(15).allSatisfy(Manifests::requireValid);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whatIsReferredToIsThere(Path values) {
    References.requireAll(render(values));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyContainerIsConfined(Path values) {
    for (var object : render(values)) {
      for (var container : containers(pod(object))) {
        var pod = pod(object).path("spec");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
        assertThat(pod.at("/securityContext/seccompProfile/type").asString())
            .isEqualTo("RuntimeDefault");
        var security = container.path("securityContext");
        assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
        assertThat(container.at("/resources/requests/memory").isMissingNode()).isFalse();
        assertThat(container.at("/resources/requests/cpu").isMissingNode()).isFalse();
        assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyLongRunningContainerIsProbedOnThePortThatAsksForNoToken(Path values) {
    var runs = Set.of("Deployment", "StatefulSet");
    var containers =
        render(values).stream()
            .filter(object -> runs.contains(object.path("kind").asString()))
            .flatMap(object -> containers(pod(object)).stream())
            .toList();
    assertThat(containers).hasSizeGreaterThanOrEqualTo(4);
    for (var container : containers) {
      for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        boolean kafka =
            name(container).isEmpty() && container.path("name").asString().equals("kafka");
        var port = container.path(probe).at(kafka ? "/tcpSocket/port" : "/httpGet/port").asString();
        assertThat(port).as(probe).isEqualTo(kafka ? "kafka" : "management");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void workersAreNotKilledBeforeTheyHaveHandedTasksBack(Path values) {
    var pod = pod(find(render(values), "Deployment", "sampler-worker")).path("spec");
    var phase =
        DurationStyle.detectAndParse(
            Environment.value(pod.at("/containers/0"), "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"));
    var pause = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
    assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asInt()))
        .isGreaterThanOrEqualTo(phase.plusSeconds(pause + 10L));
  }

  @Test
  void aGpuIsAskedForWithItsImageAndItsNodes() {
    var objects = render(example("gpu"));
    for (var name : List.of("trainer", "sampler-worker")) {
      var pod = pod(find(objects, "Deployment", name)).path("spec");
      assertThat(pod.at("/containers/0/resources/limits").path("nvidia.com/gpu").asString())
          .isEqualTo("1");
      assertThat(pod.at("/containers/0/image").asString()).endsWith("-cuda");
      assertThat(pod.at("/nodeSelector/accelerator").asString()).isEqualTo("h100");
      assertThat(pod.at("/tolerations/0/key").asString()).isEqualTo("nvidia.com/gpu");
      assertThat(pod.path("runtimeClassName").asString()).isEqualTo("nvidia");
    }
    var control = pod(find(objects, "Deployment", "sampler-control")).path("spec");
    assertThat(control.at("/containers/0/image").asString()).doesNotEndWith("-cuda");
    assertThat(control.at("/containers/0/resources/limits").has("nvidia.com/gpu")).isFalse();
  }

  @Test
  void workersFollowTheBacklogDownToNone() {
    var objects = render(example("keda"));
    var scaled = find(objects, "ScaledObject", "sampler-worker").path("spec");
    assertThat(scaled.path("minReplicaCount").asInt(-1)).isZero();
    assertThat(scaled.at("/triggers/0/metadata/query").asString())
        .isEqualTo("max(foresight_sampling_backlog{namespace=\"research\"})");
    var worker = find(objects, "Deployment", "sampler-worker").path("spec");
    assertThat(worker.has("replicas")).as("two would set it").isFalse();
    assertThat(find(render(example("gpu")), "Deployment", "sampler-worker").at("/spec/replicas"))
        .isEqualTo(tools.jackson.databind.node.IntNode.valueOf(16));
  }

  /** One task calls the first worker, and full workers call more until there are enough. */
  @Test
  void theBacklogThatControlKeepsCallsMoreWorkers() {
    var values = Chart.yaml(Chart.FOLDER.resolve("values.yaml")).path("sampler");
    int perWorker = values.at("/worker/autoscaling/backlogPerWorker").asInt();
    int kept =
        values.at("/worker/tasks").asInt() * values.at("/control/outstandingPerWorker").asInt();
    assertThat(perWorker).isGreaterThan(values.at("/worker/tasks").asInt()).isLessThan(kept);
    assertThat(values.at("/control/outstandingAtLeast").asInt()).isGreaterThanOrEqualTo(perWorker);
  }

  @Test
  void eachPathGoesToTheServiceThatOwnsIt() {
    var paths =
        list(find(render(example("external-kafka")), "Ingress", "").at("/spec/rules/0/http/paths"));
    assertThat(paths)
        .extracting(
            path ->
                path.path("path").asString() + " " + path.at("/backend/service/name").asString())
        .containsExactly(
            "/api/v1/experiments foresight-trainer",
            "/api/v1/training-jobs foresight-trainer",
            "/api/v1/checkpoints foresight-trainer",
            "/api/v1/evaluations foresight-sampler-control",
            "/api/v1/results foresight-scorer",
            "/ foresight-scorer");
  }

  @Test
  void thePageLinksToTheServicesWhereTheIngressHasThem() {
    var scorer = pod(find(render(example("external-kafka")), "StatefulSet", "scorer"));

    assertThat(Environment.of(containers(scorer).getFirst()))
        .containsEntry("FORESIGHT_SCORER_LINKS_TRAINER", "https://foresight.example.org")
        .containsEntry("FORESIGHT_SCORER_LINKS_SAMPLER", "https://foresight.example.org")
        .containsEntry("FORESIGHT_SCORER_LINKS_DASHBOARDS", "");
  }

  @Test
  void theTrialBrokerIsThereUnlessKafkaIsNamed() {
    assertThat(render(example("default"))).anyMatch(object -> name(object).endsWith("-kafka"));
    assertThat(render(example("gpu")))
        .noneMatch(object -> isA("StatefulSet").test(object) && name(object).endsWith("-kafka"));
  }

  @Test
  void everyDashboardIsAConfigMapThatGrafanaFinds() throws IOException {
    var maps =
        render(example("default")).stream()
            .filter(object -> object.at("/metadata/labels").has("grafana_dashboard"))
            .toList();
    var shipped = new HashSet<String>();
    for (var map : maps) {
      map.path("data").forEachEntry((file, text) -> shipped.add(file + text.asString()));
    }
    var kept = new HashSet<String>();
    try (var files = Files.list(Chart.FOLDER.resolve("files/dashboards"))) {
      for (var file : files.toList()) {
        kept.add(file.getFileName() + Files.readString(file));
      }
    }
    assertThat(kept).hasSizeGreaterThanOrEqualTo(4);
    assertThat(shipped).isEqualTo(kept);
  }

  @Test
  void theRuleObjectHoldsTheRulesAsTheyAre() {
    var shipped = find(render(example("keda")), "PrometheusRule", "foresight").path("spec");
    JsonNode kept = Chart.yaml(Chart.FOLDER.resolve("files/rules/foresight.yml"));
    assertThat(shipped).isEqualTo(kept);
  }
}
