package dev.foresight.standalone.workers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a bystander can read and write. */
record Topic<T extends Message>(Topics topic, T type) {

  /** Every record of it so far. */
  List<T> read(String servers) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", servers),
            new StringDeserializer(),
            ProtobufSerde.of(type).deserializer())) {
      var partitions =
          IntStream.range(0, topic.partitions())
              .mapToObj(p -> new TopicPartition(topic.topic(), p))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var values = new ArrayList<T>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          // Nothing traces unless it is asked to.
          assertThat(record.headers().lastHeader("traceparent")).isNull();
          values.add(record.value());
        }
      }
      return values;
    }
  }

  /** Writes one record. */
  void write(String servers, String key, T value) throws Exception {
    try (var producer =
        new KafkaProducer<String, Message>(
            Map.of("bootstrap.servers", servers),
            new StringSerializer(),
            new ProtobufSerde.MessageSerializer())) {
      producer.send(new ProducerRecord<>(topic.topic(), key, value)).get();
    }
  }
}
