package dev.foresight.sampler;

import com.google.protobuf.Message;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProblemTally;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A real broker, and what the trainer and the scorer would write and read there. */
final class Neighbours implements AutoCloseable {
  /** Problems in the dataset. */
  static final int PROBLEMS = 6;

  private final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
  private final KafkaProducer<String, Message> producer;
  private final Path folder;

  /** Starts the broker and writes {@code test.jsonl} and {@code train.jsonl}. */
  Neighbours(Path folder) throws Exception {
    this.folder = folder;
    broker.brokerProperty("group.share.min.record.lock.duration.ms", "1000");
    broker.brokerProperty("share.coordinator.state.topic.replication.factor", "1");
    broker.brokerProperty("share.coordinator.state.topic.min.isr", "1");
    broker.afterPropertiesSet();
    try (var admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
      Topics.provision(admin, (short) 1, Duration.ofSeconds(3));
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers()),
            new StringSerializer(),
            new ProtobufSerde.MessageSerializer());
    write(dataset(), PROBLEMS);
    write(folder.resolve("train.jsonl"), 3);
  }

  String servers() {
    return broker.getBrokersAsString();
  }

  Path dataset() {
    return folder.resolve("test.jsonl");
  }

  private static void write(Path file, int problems) throws IOException {
    Files.write(
        file,
        IntStream.range(0, problems)
            .mapToObj(
                i ->
                    "{\"question\": \"Ann has %d pears. How many?\", \"answer\": \"%d\\n#### %d\"}"
                        .formatted(i, i, i))
            .toList());
  }

  /** Stores an untrained model in the folder {@code id}. */
  CheckpointPublished checkpoint(String id, int context) throws IOException {
    var tokenizer = BpeTrainer.train(List.of(Files.readString(dataset())), 320);
    var shape = new ModelShape(tokenizer.vocabularySize(), 32, 2, 2, 64, context, 1);
    try (var model = Transformer.initialize(shape, Precision.FLOAT32, id.hashCode())) {
      return CheckpointPublished.newBuilder()
          .setCheckpointId(id)
          .setLocation(folder.resolve(id).toUri().toString())
          .putAllSha256(Checkpoint.write(folder.resolve(id), model, tokenizer))
          .setShape(
              dev.foresight.proto.ModelShape.newBuilder()
                  .setContextLength(context)
                  .setPredictTokens(1))
          .build();
    }
  }

  /** Announces a checkpoint; its id. */
  String publish(CheckpointPublished checkpoint) throws Exception {
    send(Topics.CHECKPOINTS, checkpoint.getCheckpointId(), checkpoint);
    return checkpoint.getCheckpointId();
  }

  /** Says that {@code n} samples of each problem are counted. */
  void score(String evaluation, String temperature, int n, boolean complete) throws Exception {
    var cell =
        PassAtK.newBuilder()
            .setEvaluationId(evaluation)
            .setTemperature(temperature)
            .setComplete(complete);
    for (int problem = 0; problem < PROBLEMS; problem++) {
      cell.addProblems(ProblemTally.newBuilder().setProblem(problem).setN(n));
    }
    send(Topics.PASS_AT_K, evaluation + "/" + temperature, cell.build());
  }

  void send(Topics topic, String key, Message value) throws Exception {
    producer.send(new ProducerRecord<>(topic.topic(), key, value)).get();
  }

  /** Writes bytes that nobody would. */
  void sendBytes(Topics topic, String key, byte[] value) throws Exception {
    try (var raw =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", servers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      raw.send(new ProducerRecord<>(topic.topic(), key, value)).get();
    }
  }

  /** All batches of an evaluation that were published so far. */
  List<SampleBatch> batches(String evaluation) {
    return all(Topics.SAMPLES, SampleBatch.getDefaultInstance()).stream()
        .filter(batch -> batch.getEvaluationId().equals(evaluation))
        .toList();
  }

  /** All tasks of an evaluation that were handed out so far. */
  List<SamplingTask> tasks(String evaluation) {
    return all(Topics.SAMPLING_TASKS, SamplingTask.getDefaultInstance()).stream()
        .filter(task -> task.getEvaluationId().equals(evaluation))
        .toList();
  }

  /** Why the record {@code key} of the tasks was given up; empty if it was not. */
  String reason(String key) {
    return all(Topics.DEAD_LETTERS, DeadLetter.getDefaultInstance()).stream()
        .filter(letter -> letter.getKey().toStringUtf8().equals(key))
        .map(DeadLetter::getReason)
        .collect(Collectors.joining());
  }

  /** All records of a topic so far that can be read. */
  private <T extends Message> List<T> all(Topics topic, T type) {
    var serde = ProtobufSerde.of(type);
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", servers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
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
          try {
            values.add(serde.parse(record.value()));
          } catch (SerializationException e) {
            // It was sent to be given up.
          }
        }
      }
      return values;
    }
  }

  @Override
  public void close() {
    producer.close();
    broker.destroy();
  }
}
