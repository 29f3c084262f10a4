package dev.foresight.scorer;

import com.google.protobuf.Message;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A real broker, and the other services' part in writing to it. */
public final class Broker implements AutoCloseable {
  private final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
  private final KafkaProducer<String, byte[]> producer;

  public Broker() {
    broker.brokerProperty("share.coordinator.state.topic.replication.factor", "1");
    broker.brokerProperty("share.coordinator.state.topic.min.isr", "1");
    broker.brokerProperty("group.share.min.record.lock.duration.ms", "1000");
    broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
    broker.brokerProperty("group.min.session.timeout.ms", "500");
    broker.afterPropertiesSet();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", address()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  public String address() {
    return broker.getBrokersAsString();
  }

  /** A scorer on a free port. */
  ConfigurableApplicationContext scorer(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--spring.kafka.bootstrap-servers=" + address());
    all.add("--management.server.port=");
    return ScorerApplication.builder().run(all.toArray(String[]::new));
  }

  void put(Experiment experiment) {
    put(Topics.EXPERIMENTS, experiment.getExperimentId(), experiment);
  }

  void put(TrainingRun run) {
    put(Topics.TRAINING_RUNS, run.getJobId(), run);
  }

  void put(Evaluation evaluation) {
    put(Topics.EVALUATIONS, evaluation.getEvaluationId(), evaluation);
  }

  public void put(SampleBatch batch) {
    put(Topics.SAMPLES, batch.getEvaluationId() + "/" + batch.getProblem(), batch);
  }

  private void put(Topics topic, String key, Message value) {
    put(topic, key, value.toByteArray());
  }

  void put(Topics topic, String key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic.topic(), key, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("could not write to " + topic, e);
    }
  }

  /** Every record now in a topic of one partition. */
  <T extends Message> List<T> all(Topics topic, T instance) {
    var partition = new TopicPartition(topic.topic(), 0);
    var records = new ArrayList<T>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", address()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> records.add(ProtobufSerde.of(instance).parse(record.value())));
      }
    }
    return records;
  }

  @Override
  public void close() {
    producer.close();
    broker.destroy();
  }
}
