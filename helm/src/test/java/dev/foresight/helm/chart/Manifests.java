package dev.foresight.helm.chart;

import static java.util.Map.entry;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What the API server would refuse: fields that are unknown, missing or of the wrong type by
 * Kubernetes' own models, which know nothing of enumerations and take a number for a string.
 */
final class Manifests {
  @FunctionalInterface
  private interface Model {
    void validate(JsonElement json) throws IOException;
  }

  private static final Map<String, Model> MODELS =
      Map.ofEntries(
          entry("v1 ConfigMap", V1ConfigMap::validateJsonElement),
          entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement),
          entry("v1 Pod", V1Pod::validateJsonElement),
          entry("v1 Secret", V1Secret::validateJsonElement),
          entry("v1 Service", V1Service::validateJsonElement),
          entry("v1 ServiceAccount", V1ServiceAccount::validateJsonElement),
          entry("apps/v1 Deployment", V1Deployment::validateJsonElement),
          entry("apps/v1 StatefulSet", V1StatefulSet::validateJsonElement),
          entry("batch/v1 Job", V1Job::validateJsonElement),
          entry(
              "autoscaling/v2 HorizontalPodAutoscaler",
              V2HorizontalPodAutoscaler::validateJsonElement),
          entry("networking.k8s.io/v1 Ingress", V1Ingress::validateJsonElement),
          entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement),
          entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement));

  /** Fields that objects of other makers must have, by JSON pointer. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "keda.sh/v1alpha1 ScaledObject",
          List.of(
              "/spec/scaleTargetRef/name",
              "/spec/minReplicaCount",
              "/spec/maxReplicaCount",
              "/spec/triggers/0/type",
              "/spec/triggers/0/metadata/serverAddress",
              "/spec/triggers/0/metadata/query",
              "/spec/triggers/0/metadata/threshold"),
          "monitoring.coreos.com/v1 PodMonitor",
          List.of(
              "/spec/selector/matchLabels",
              "/spec/podMetricsEndpoints/0/port",
              "/spec/podMetricsEndpoints/0/path"),
          "monitoring.coreos.com/v1 PrometheusRule",
          List.of(
              "/spec/groups/0/name",
              "/spec/groups/0/rules/0/alert",
              "/spec/groups/0/rules/0/expr"));

  private static final Map<String, Set<String>> ENUMERATIONS =
      Map.ofEntries(
          entry("imagePullPolicy", Set.of("Always", "IfNotPresent", "Never")),
          entry("restartPolicy", Set.of("Always", "OnFailure", "Never")),
          entry("podManagementPolicy", Set.of("OrderedReady", "Parallel")),
          entry("fsGroupChangePolicy", Set.of("Always", "OnRootMismatch")),
          entry("pathType", Set.of("Exact", "Prefix", "ImplementationSpecific")),
          entry("protocol", Set.of("TCP", "UDP", "SCTP")),
          entry("accessModes", Set.of("ReadWriteOnce", "ReadWriteMany", "ReadWriteOncePod")),
          entry("policyTypes", Set.of("Ingress", "Egress")),
          entry("operator", Set.of("In", "NotIn", "Exists", "DoesNotExist", "Equal")),
          entry("effect", Set.of("NoSchedule", "PreferNoSchedule", "NoExecute")),
          entry("whenUnsatisfiable", Set.of("DoNotSchedule", "ScheduleAnyway")),
          entry("strategy.type", Set.of("RollingUpdate", "Recreate")),
          entry("seccompProfile.type", Set.of("RuntimeDefault", "Localhost")),
          entry("target.type", Set.of("Utilization", "Value", "AverageValue")));

  /** Objects all of whose values are strings; YAML makes numbers and truths of bare words. */
  private static final Set<String> OF_STRINGS =
      Set.of("labels", "annotations", "matchLabels", "nodeSelector", "data", "stringData");

  private Manifests() {}

  /** Throws an error that says what the API server would refuse about {@code object}. */
  static void requireValid(JsonNode object) {
    var kind = object.path("apiVersion").asString() + " " + object.path("kind").asString();
    var required = REQUIRED.get(kind);
    if (required == null) {
      requireModel(kind, object);
    } else {
      required.forEach(field -> require(!object.at(field).isMissingNode(), kind + " " + field));
    }
    require(Chart.name(object).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"), Chart.name(object));
    walk(kind, "", object);
  }

  private static void requireModel(String kind, JsonNode object) {
    var model = MODELS.get(kind);
    require(model != null, "an unknown kind: " + kind);
    try {
      if (model != null) {
        model.validate(JsonParser.parseString(object.toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(kind + " " + Chart.name(object) + ": " + e.getMessage(), e);
    }
  }

  private static void walk(String at, String field, JsonNode node) {
    node.forEachEntry(
        (name, value) -> {
          var path = at + "/" + name;
          requireEnumerated(path, name, value);
          requireEnumerated(path, field + "." + name, value);
          if (OF_STRINGS.contains(name)) {
            value.forEach(each -> require(each.isString(), path + " holds " + each));
          }
          if (field.equals("env") && name.equals("value")) {
            require(value.isString(), path + " is " + value);
          }
          walk(path, name, value);
        });
    if (node.isArray()) {
      node.forEach(each -> walk(at, field, each));
    }
  }

  private static void requireEnumerated(String path, String name, JsonNode value) {
    var allowed = ENUMERATIONS.get(name);
    if (allowed != null) {
      for (var each : value.isArray() ? Chart.list(value) : List.of(value)) {
        require(allowed.contains(each.asString()), path + " is " + each);
      }
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
