package dev.foresight.scorer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.proto.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

class ProvisionTopicsTest {
  @Test
  void everyTopicIsThereAfterwardsAsItShouldBe() throws Exception {
    var broker = new EmbeddedKafkaKraftBroker(1, 1);
    broker.brokerProperty("share.coordinator.state.topic.replication.factor", "1");
    broker.brokerProperty("share.coordinator.state.topic.min.isr", "1");
    broker.afterPropertiesSet();
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.getBrokersAsString()))) {
      provision(broker.getBrokersAsString(), "--foresight.broker.replication=1");
      provision(broker.getBrokersAsString(), "--foresight.broker.replication=1");
      for (var topic : Topics.values()) {
        assertTopic(admin, topic);
      }
    } finally {
      broker.destroy();
    }
  }

  private static void assertTopic(Admin admin, Topics topic) throws Exception {
    var name = topic.topic();
    var found = admin.describeTopics(List.of(name)).topicNameValues().get(name);
    assertThat(Objects.requireNonNull(found).get().partitions()).hasSize(topic.partitions());
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    var configuration =
        Objects.requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource));
    topic
        .configuration()
        .forEach((key, value) -> assertThat(configuration.get(key).value()).isEqualTo(value));
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamed() {
    assertThatThrownBy(
            () ->
                provision(
                    "127.0.0.1:1",
                    "--foresight.broker.patience=0s",
                    "--spring.kafka.admin.properties.default.api.timeout.ms=300",
                    "--spring.kafka.admin.properties.request.timeout.ms=200"))
        .hasStackTraceContaining("Kafka at [127.0.0.1:1] could not be set up");
  }

  private static void provision(String broker, String... arguments) {
    var all = new java.util.ArrayList<>(Arrays.asList(arguments));
    all.add("--spring.kafka.bootstrap-servers=" + broker);
    all.add("--spring.main.banner-mode=off");
    ProvisionTopics.main(all.toArray(String[]::new));
  }
}
