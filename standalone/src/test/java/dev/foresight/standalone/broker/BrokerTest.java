package dev.foresight.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
  @Test
  void recordsSurviveTheBrokersDeathAndItsNextStart(@TempDir Path folder) throws Exception {
    try (var broker = Broker.start(folder)) {
      try (var admin = Admin.create(client(broker))) {
        admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
      }
      send(broker, "before");
      long killed = broker.pid();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      send(broker, "after");
      assertThat(broker.pid()).isNotEqualTo(killed);
      assertThat(read(broker, 2)).containsExactly("before", "after");
    }
    try (var again = Broker.start(folder)) {
      assertThat(read(again, 2)).containsExactly("before", "after");
    }
  }

  @Test
  void aClosedBrokerLeavesNoProcess(@TempDir Path folder) throws Exception {
    ProcessHandle process;
    try (var broker = Broker.start(folder)) {
      process = ProcessHandle.of(broker.pid()).orElseThrow();
      assertThat(process.isAlive()).isTrue();
    }
    process.onExit().get(5, TimeUnit.SECONDS);
  }

  private static Map<String, Object> client(Broker broker) {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static void send(Broker broker, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(client(broker), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("t", value)).get(60, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(Broker broker, int count) {
    try (var consumer =
        new KafkaConsumer<>(client(broker), new StringDeserializer(), new StringDeserializer())) {
      var partition = new TopicPartition("t", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var values = new java.util.ArrayList<String>();
      while (values.size() < count) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
