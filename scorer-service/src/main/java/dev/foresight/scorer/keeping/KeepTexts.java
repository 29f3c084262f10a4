package dev.foresight.scorer.keeping;

import dev.foresight.proto.Topics;
import dev.foresight.scorer.pipeline.ReadableBatch;
import dev.foresight.scorer.pipeline.RejectedException;
import dev.foresight.scorer.texts.SampleRecord;
import dev.foresight.scorer.texts.TextStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/**
 * Stores what the topic samples brings, in a group of its own. Offsets are committed when the texts
 * are on the disk; what the stream rejects and buries is left out here as well.
 */
@Component
class KeepTexts {
  private final TextStore texts;
  private final KafkaAdmin admin;
  private final Counter stored;
  private final Timer writing;
  private @Nullable String topicId;

  KeepTexts(TextStore texts, KafkaAdmin admin, MeterRegistry registry) {
    this.texts = texts;
    this.admin = admin;
    stored =
        Counter.builder("foresight.texts.stored")
            .description("Samples written to Parquet; repeated ones count again")
            .register(registry);
    writing =
        Timer.builder("foresight.texts.write")
            .description("Time to write what one look at the topic brought")
            .register(registry);
  }

  @KafkaListener(
      id = "texts",
      groupId = "${foresight.scorer.texts.group}",
      topics = "samples",
      batch = "true")
  // Called by one thread, and again with the same records if it fails.
  void keep(List<ConsumerRecord<byte[], byte[]>> records) throws IOException {
    var readable =
        records.stream()
            .filter(entry -> entry.headers().lastHeader(Topics.STORED) == null)
            .flatMap(KeepTexts::readable)
            .toList();
    var begun = Timer.start();
    texts.store(topicId(), readable);
    begun.stop(writing);
    stored.increment(readable.stream().mapToInt(entry -> entry.batch().getSamplesCount()).sum());
  }

  private static Stream<SampleRecord> readable(ConsumerRecord<byte[], byte[]> entry) {
    try {
      var batch = ReadableBatch.of(entry.key(), entry.value()).batch();
      return Stream.of(new SampleRecord(entry.partition(), entry.offset(), batch));
    } catch (RejectedException buried) {
      return Stream.empty();
    }
  }

  private String topicId() {
    if (topicId == null) {
      var topic = Topics.SAMPLES.topic();
      var known = Objects.requireNonNull(admin.describeTopics(topic).get(topic), topic);
      topicId = known.topicId().toString();
    }
    return topicId;
  }
}
