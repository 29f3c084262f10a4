package dev.foresight.helm.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ValuesSchemaTest {
  @TempDir static Path folder = Path.of("");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "trainer: {replica: 2}                                 | replica",
        "trainer: {replicas: -1}                               | /trainer/replicas",
        "trainer: {gpus: 2}                                    | /trainer/gpus",
        "trainer: {device: gpu}                                | /trainer/device",
        "trainer: {saveEvery: 20}                              | /trainer/saveEvery",
        "trainer: {memory: 12Gi}                               | /trainer/memory",
        "trainer: {tolerations: {key: x}}                      | /trainer/tolerations",
        "trainer: {nodeSelector: {gpu: true}}                  | /trainer/nodeSelector",
        "trainer: {resources: {limits: {memory: 8Gi}}, extraEnv: [{value: x}]} | /trainer/extraEnv",
        "trainer: {resources: {requests: {memory: 8 GB}}}      | /trainer/resources",
        "sampler: {deliveryLimit: 5}                           | /sampler/deliveryLimit",
        "sampler: {control: {roots: [models]}}                 | /sampler/control/roots",
        "sampler: {control: {replicas: 2}}                     | replicas",
        "sampler: {worker: {tasks: 0}}                         | /sampler/worker/tasks",
        "sampler: {worker: {speculation: maybe}}               | /sampler/worker/speculation",
        "sampler: {worker: {shutdownSeconds: 30s}}             | /sampler/worker/shutdownSeconds",
        "sampler: {worker: {autoscaling: {kind: vpa}}}         | /sampler/worker/autoscaling/kind",
        "sampler: {worker: {autoscaling: {prometheus: prom}}}  | /sampler/worker/autoscaling/prometheus",
        "scorer: {replicas: 5}                                 | /scorer/replicas",
        "scorer: {storage: ten}                                | /scorer/storage",
        "scorer: {links: {metrics: `javascript:alert(1)`}}     | /scorer/links/metrics",
        "kafka: {bootstrapServers: kafka}                      | /kafka/bootstrapServers",
        "kafka: {securityProtocol: TLS}                        | /kafka/securityProtocol",
        "kafka: {sasl: {mechanism: GSSAPI}}                    | /kafka/sasl/mechanism",
        "kafka: {sasl: {password: secret}}                     | password",
        "kafka: {sasl: {secrets: {sampler: kafka-user}}}       | propertyName 'sampler'",
        "kafka: {replication: 0}                               | /kafka/replication",
        "store: {accessMode: ReadOnlyMany}                     | /store/accessMode",
        "data: [{name: x, claim: y}]                           | mountPath",
        "security: {allowAnonymous: `yes`}                     | /security/allowAnonymous",
        "security: {issuer: login.example.org}                 | /security/issuer",
        "logging: {format: json}                               | /logging/format",
        "tracing: {endpoint: `collector:4318`}                 | /tracing/endpoint",
        "tracing: {sampling: 10}                               | /tracing/sampling",
        "ingress: {host: https://example.org}                  | /ingress/host",
        "networkPolicy: {storePorts: [99999]}                  | /networkPolicy/storePorts",
        "images: {pullPolicy: Sometimes}                       | /images/pullPolicy",
        "kafka: {securityProtocol: SASL_SSL}                   | kafka.sasl.existingSecret",
        "sampler: {worker: {autoscaling: {kind: hpa, min: 9}}} | max is less than min",
        "unknown: 1                                            | unknown",
      })
  void aWrongValueIsRefusedByItsName(String yaml, String said) throws IOException {
    var values = Files.writeString(folder.resolve("values.yaml"), yaml.replace('`', '"'));
    assertThatThrownBy(() -> Chart.render(values))
        .satisfies(
            refused ->
                assertThat(
                        String.valueOf(refused.getMessage()).replace("'.", "'/").replace('.', '/'))
                    .contains(said.replace('.', '/')));
  }

  @Test
  void everyValueHasADescriptionInTheTable() throws IOException {
    var readme = Files.readString(Chart.FOLDER.resolve("README.md"));
    for (var path : paths(Chart.yaml(Chart.FOLDER.resolve("values.yaml")), "")) {
      assertThat(readme).contains("`" + path + "`");
    }
  }

  @Test
  void schemaAndValuesNameTheSame() throws IOException {
    var schema =
        JsonMapper.shared().readTree(Files.readString(Chart.FOLDER.resolve("values.schema.json")));
    var defaults = paths(Chart.yaml(Chart.FOLDER.resolve("values.yaml")), "");
    var known = new TreeSet<String>();
    collect(schema, "", known);
    known.remove("global");
    assertThat(known).isEqualTo(defaults);
  }

  /** Values by their dotted paths; where keys are the user's own, the object is the value. */
  private static Set<String> paths(JsonNode node, String at) {
    var paths = new TreeSet<String>();
    node.forEachEntry(
        (key, value) -> {
          var path = at.isEmpty() ? key : at + "." + key;
          if (value.isObject() && !value.isEmpty() && !OPEN.contains(key)) {
            paths.addAll(paths(value, path));
          } else {
            paths.add(path);
          }
        });
    return paths;
  }

  private static final Set<String> OPEN = Set.of("resources", "dashboardLabels");

  private static void collect(JsonNode schema, String at, Set<String> paths) {
    schema
        .path("properties")
        .forEachEntry(
            (key, value) -> {
              var path = at.isEmpty() ? key : at + "." + key;
              if (value.has("properties")) {
                collect(value, path, paths);
              } else {
                paths.add(path);
              }
            });
  }
}
