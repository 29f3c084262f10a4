package dev.foresight.helm.chart;

import static dev.foresight.helm.chart.Chart.example;
import static dev.foresight.helm.chart.Chart.find;
import static dev.foresight.helm.chart.Chart.pod;
import static dev.foresight.helm.chart.Chart.render;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingProperties;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;

/** That what the chart sets is what the services read. */
class EnvironmentTest {
  /** What a cluster needs otherwise than one machine does. */
  private static final Map<String, String> OF_A_CLUSTER =
      Map.ofEntries(
          entry("SERVER_ADDRESS", "0.0.0.0"),
          entry("SPRING_KAFKA_BOOTSTRAPSERVERS", "foresight-kafka:9092"),
          entry("FORESIGHT_STORE", "/var/lib/foresight/shared/store"),
          entry("FORESIGHT_DATASETS_FOLDER", "/var/lib/foresight/shared/datasets"),
          entry("FORESIGHT_TRAINER_STATE", "/var/lib/foresight/state"),
          entry("FORESIGHT_SAMPLER_STATE", "/var/lib/foresight/state"),
          entry("FORESIGHT_SCORER_STATE", "/var/lib/foresight/state"));

  /** Libraries' own, the management port and lines of JSON, which standalone has no use for. */
  private static final List<String> OF_OTHERS =
      List.of(
          "DJL_CACHE_DIR",
          "OPT_OUT_TRACKING",
          "OMP_WAIT_POLICY",
          "MANAGEMENT_SERVER_ADDRESS",
          "MANAGEMENT_SERVER_PORT",
          "LOGGING_STRUCTURED_FORMAT_CONSOLE",
          "FORESIGHT_SECURITY_TOKENSFILE",
          "FORESIGHT_SECURITY_AUDIENCE",
          "FORESIGHT_SECURITY_ROLESCLAIM",
          "FORESIGHT_SECURITY_ALLOWANONYMOUS",
          "FORESIGHT_SECURITY_ISSUER");

  @ParameterizedTest
  @CsvSource({
    "trainer, Deployment, trainer-service",
    "sampler-control, Deployment, sampler-service",
    "sampler-worker, Deployment, sampler-service",
    "scorer, StatefulSet, scorer-service"
  })
  void theChartsDefaultsAreTheServices(String component, String kind, String service)
      throws IOException {
    var defaults = Environment.defaults(service);
    var container = container(find(render(example("default")), kind, component));
    var set = Environment.of(container);
    assertThat(set).hasSizeGreaterThan(12);
    set.keySet().removeAll(OF_OTHERS);
    set.forEach(
        (name, value) -> {
          assertThat(defaults).as("properties of %s", service).containsKey(name);
          var cluster = OF_A_CLUSTER.get(name);
          if (name.equals("FORESIGHT_SAMPLER_ROLES")) {
            assertThat(defaults.get(name)).contains(value);
          } else {
            assertThat(value).as(name).isEqualTo(cluster == null ? defaults.get(name) : cluster);
          }
        });
  }

  @Test
  void valuesReachTheServicesThatTheyAreFor() throws IOException {
    for (var values : Chart.examples()) {
      for (var object : render(values)) {
        for (var container : Chart.containers(pod(object))) {
          var image = container.path("image").asString();
          for (var service : List.of("trainer", "sampler", "scorer")) {
            if (image.contains("foresight/" + service)) {
              requireKnown(Environment.of(container), Environment.defaults(service + "-service"));
            }
          }
        }
      }
    }
  }

  private static void requireKnown(Map<String, String> set, Map<String, String> defaults) {
    assertThat(set.keySet())
        .filteredOn(name -> name.startsWith("FORESIGHT_") && !OF_OTHERS.contains(name))
        .allSatisfy(
            name ->
                assertThat(defaults.keySet())
                    .anyMatch(known -> known.equals(name) || known.startsWith(name + "[")));
  }

  @Test
  void kafkasClientsUnderstandTlsAndPasswords() throws IOException {
    var kafka = kafka(find(render(example("external-kafka")), "Deployment", "trainer"));
    var tls =
        Map.<String, Object>of(
            "security.protocol", "SASL_SSL",
            "ssl.truststore.type", "PEM",
            "ssl.truststore.location", "/etc/foresight/kafka-ca/ca.crt",
            "ssl.keystore.type", "PEM",
            "ssl.keystore.location", "/etc/foresight/kafka-client/tls-combined.pem",
            "sasl.mechanism", "SCRAM-SHA-512",
            "client.id", "foresight",
            "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                    + " username=\"$(KAFKA_USERNAME)\" password=\"$(KAFKA_PASSWORD)\";");
    assertThat(kafka.buildConsumerProperties()).containsAllEntriesOf(tls);
    assertThat(kafka.buildProducerProperties()).containsAllEntriesOf(tls);
    assertThat(kafka.buildAdminProperties()).containsAllEntriesOf(tls);
    assertThat(kafka.buildStreamsProperties()).containsAllEntriesOf(tls);
    assertThat(kafka.getBootstrapServers())
        .containsExactly("kafka-0.example.org:9094", "kafka-1.example.org:9094");
  }

  @ParameterizedTest
  @CsvSource({
    "topics-1, Job, kafka-topics",
    "trainer, Deployment, kafka-user",
    "sampler-control, Deployment, kafka-user",
    "sampler-worker, Deployment, kafka-user",
    "scorer, StatefulSet, kafka-scorer"
  })
  void eachPartComesToKafkaAsItself(String component, String kind, String secret) {
    var container = container(find(render(example("external-kafka")), kind, component));
    assertThat(container.path("env"))
        .filteredOn(variable -> variable.path("name").asString().startsWith("KAFKA_"))
        .extracting(variable -> variable.at("/valueFrom/secretKeyRef/name").asString())
        .containsExactly(secret, secret);
  }

  @Test
  void spansGoWhereTheChartSaysAndMayGetThere() throws IOException {
    var objects = render(example("external-kafka"));
    for (var part : List.of("trainer", "sampler-control", "sampler-worker")) {
      var set = binder(find(objects, "Deployment", part));
      assertThat(
              bound(
                      set,
                      "management.opentelemetry.tracing.export.otlp",
                      OtlpTracingProperties.class)
                  .getEndpoint())
          .isEqualTo("http://collector.observability:4318/v1/traces");
      assertThat(
              bound(set, "management.tracing", TracingProperties.class)
                  .getSampling()
                  .getProbability())
          .isEqualTo(0.5f);
    }
    assertThat(find(objects, "NetworkPolicy", "tracing").at("/spec/egress/0/ports/0/port").asInt())
        .isEqualTo(4318);
  }

  private static <T> T bound(Binder binder, String prefix, Class<T> type) {
    return Objects.requireNonNull(binder.bind(prefix, type).get());
  }

  private static KafkaProperties kafka(JsonNode object) throws IOException {
    return bound(binder(object), "spring.kafka", KafkaProperties.class);
  }

  private static Binder binder(JsonNode object) throws IOException {
    var sources = new MutablePropertySources();
    sources.addLast(
        new SystemEnvironmentPropertySource(
            "systemEnvironment", Map.copyOf(Environment.of(container(object)))));
    new YamlPropertySourceLoader()
        .load("defaults", new ClassPathResource("trainer-service.yml"))
        .forEach(sources::addLast);
    return new Binder(ConfigurationPropertySources.from(sources));
  }

  private static JsonNode container(JsonNode object) {
    return pod(object).at("/spec/containers/0");
  }
}
