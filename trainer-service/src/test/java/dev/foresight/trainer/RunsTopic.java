package dev.foresight.trainer;

import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingRun;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The latest record of each run, but for those of former holders, read as it comes. */
final class RunsTopic implements AutoCloseable {
  private final KafkaConsumer<String, TrainingRun> consumer;
  private final Map<String, TrainingRun> latest = new HashMap<>();

  RunsTopic(String brokers) {
    consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", brokers),
            new StringDeserializer(),
            ProtobufSerde.of(TrainingRun.getDefaultInstance()).deserializer());
    var partition = new TopicPartition(Topics.TRAINING_RUNS.topic(), 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** The run of {@code job} as soon as it is as wanted. */
  TrainingRun await(TrainingJob job, Predicate<TrainingRun> wanted) {
    for (int attempt = 0; attempt < 1200; attempt++) {
      TrainingRun run = latest(job);
      if (wanted.test(run)) {
        return run;
      }
    }
    throw new AssertionError("not within two minutes: " + latest(job));
  }

  /** The run of {@code job} now. */
  TrainingRun latest(TrainingJob job) {
    for (var record : consumer.poll(Duration.ofMillis(100))) {
      latest.merge(record.key(), record.value(), (a, b) -> b.getEpoch() >= a.getEpoch() ? b : a);
    }
    return latest.getOrDefault(job.getJobId(), TrainingRun.getDefaultInstance());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
