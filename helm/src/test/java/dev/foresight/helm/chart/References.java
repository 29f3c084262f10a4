package dev.foresight.helm.chart;

import static dev.foresight.helm.chart.Chart.containers;
import static dev.foresight.helm.chart.Chart.isA;
import static dev.foresight.helm.chart.Chart.list;
import static dev.foresight.helm.chart.Chart.name;
import static dev.foresight.helm.chart.Chart.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What objects say of each other, which the API server takes on trust. */
final class References {
  private final List<JsonNode> objects;
  private final List<JsonNode> pods;

  private References(List<JsonNode> objects) {
    this.objects = objects;
    this.pods = objects.stream().filter(o -> !containers(pod(o)).isEmpty()).toList();
  }

  static void requireAll(List<JsonNode> objects) {
    var references = new References(objects);
    references.requireDistinctNames();
    references.pods.forEach(references::requirePod);
    references.of("Service").forEach(references::requireService);
    references.of("Ingress").forEach(references::requireIngress);
    references
        .of("PodDisruptionBudget")
        .forEach(o -> references.requireSelected(o, "/spec/selector"));
    references.of("PodMonitor").forEach(o -> references.requireSelected(o, "/spec/selector"));
    references.of("NetworkPolicy").forEach(references::requirePolicy);
    Stream.of("ScaledObject", "HorizontalPodAutoscaler")
        .flatMap(references::of)
        .forEach(o -> references.requireNamed("Deployment", o.at("/spec/scaleTargetRef/name")));
  }

  private Stream<JsonNode> of(String kind) {
    return objects.stream().filter(isA(kind));
  }

  private void requireDistinctNames() {
    assertThat(objects)
        .extracting(object -> object.path("kind").asString() + "/" + name(object))
        .doesNotHaveDuplicates();
  }

  private void requireNamed(String kind, JsonNode wanted) {
    assertThat(of(kind).map(Chart::name)).as(kind).contains(wanted.asString());
  }

  private void requirePod(JsonNode object) {
    var pod = pod(object).path("spec");
    if (pod.has("serviceAccountName")) {
      requireNamed("ServiceAccount", pod.path("serviceAccountName"));
    }
    if (object.at("/spec/selector").has("matchLabels")) {
      requireLabels(object, object.at("/spec/selector/matchLabels"));
    }
    var volumes = names(pod.path("volumes"));
    volumes.addAll(
        list(object.at("/spec/volumeClaimTemplates")).stream().map(Chart::name).toList());
    for (var container : list(pod.path("containers"))) {
      var mounts = list(container.path("volumeMounts"));
      assertThat(mounts)
          .extracting(mount -> mount.path("mountPath").asString())
          .doesNotHaveDuplicates();
      assertThat(volumes).containsAll(names(container.path("volumeMounts")));
      assertThat(list(container.path("env")))
          .extracting(e -> e.path("name").asString())
          .doesNotHaveDuplicates();
    }
    for (var volume : list(pod.path("volumes"))) {
      if (volume.has("configMap")) {
        requireNamed("ConfigMap", volume.at("/configMap/name"));
      }
      if (volume.at("/secret/secretName").asString("").startsWith("foresight-")
          && of("Secret").findAny().isPresent()) {
        requireNamed("Secret", volume.at("/secret/secretName"));
      }
    }
  }

  private static Set<String> names(JsonNode array) {
    return list(array).stream()
        .map(each -> each.path("name").asString())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static void requireLabels(JsonNode object, JsonNode selector) {
    var labels = pod(object).at("/metadata/labels");
    selector.forEachEntry((key, value) -> assertThat(labels.get(key)).as(key).isEqualTo(value));
  }

  private void requireService(JsonNode service) {
    var selected = selected(service.at("/spec/selector"));
    assertThat(selected).as(name(service)).hasSize(1);
    var ports = ports(selected.getFirst());
    for (var port : list(service.at("/spec/ports"))) {
      assertThat(ports).contains(port.path("targetPort").asString());
    }
  }

  private void requireIngress(JsonNode ingress) {
    for (var path : list(ingress.at("/spec/rules/0/http/paths"))) {
      var backend = path.at("/backend/service");
      requireNamed("Service", backend.path("name"));
      var service = Chart.find(objects, "Service", backend.path("name").asString());
      assertThat(names(service.at("/spec/ports"))).contains(backend.at("/port/name").asString());
    }
  }

  private void requirePolicy(JsonNode policy) {
    requireSelected(policy, "/spec/podSelector");
    var known = pods.stream().flatMap(object -> ports(object).stream()).collect(Collectors.toSet());
    for (var rule : list(policy.at("/spec/ingress"))) {
      for (var port : list(rule.path("ports"))) {
        assertThat(known).contains(port.path("port").asString());
      }
    }
  }

  private void requireSelected(JsonNode object, String at) {
    var selector = object.at(at);
    assertThat(selected(selector.path("matchLabels"))).as(name(object)).isNotEmpty();
    for (var expression : list(selector.path("matchExpressions"))) {
      var key = expression.path("key").asString();
      for (var value : list(expression.path("values"))) {
        if (!OPTIONAL.contains(value.asString())) {
          assertThat(pods).anyMatch(o -> pod(o).at("/metadata/labels").path(key).equals(value));
        }
      }
    }
  }

  /** Components that some values leave out. */
  private static final Set<String> OPTIONAL = Set.of("kafka", "topics");

  private List<JsonNode> selected(JsonNode selector) {
    Predicate<JsonNode> matches =
        object -> {
          var labels = pod(object).at("/metadata/labels");
          return selector
              .propertyStream()
              .allMatch(e -> e.getValue().equals(labels.get(e.getKey())));
        };
    return pods.stream().filter(matches).toList();
  }

  private static Set<String> ports(JsonNode object) {
    return containers(pod(object)).stream()
        .flatMap(container -> names(container.path("ports")).stream())
        .collect(Collectors.toSet());
  }
}
