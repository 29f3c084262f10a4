package dev.foresight.scorer.rescoring;

import dev.foresight.proto.Topics;
import dev.foresight.scorer.keeping.TextsSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Samples that the stream has counted and whose texts are not stored yet. */
@Component
class TextsOnTheWay {
  private static final Logger log = LoggerFactory.getLogger(TextsOnTheWay.class);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Map<TopicPartition, OffsetSpec> ENDS =
      IntStream.range(0, Topics.SAMPLES.partitions())
          .mapToObj(partition -> new TopicPartition(Topics.SAMPLES.topic(), partition))
          .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));

  private final KafkaAdmin kafka;
  private final String writer;

  TextsOnTheWay(KafkaAdmin kafka, TextsSettings texts) {
    this.kafka = kafka;
    this.writer = texts.group();
  }

  /**
   * Waits until the texts of all samples that are in the topic now are stored; ten minutes at most.
   *
   * @throws KafkaException if the broker does not say how far the writer of texts is
   */
  void await() throws InterruptedException {
    try (var admin = Admin.create(kafka.getConfigurationProperties())) {
      var ends = admin.listOffsets(ENDS).all().get();
      long last = System.nanoTime() + PATIENCE.toNanos();
      while (!reached(ends, admin)) {
        if (System.nanoTime() > last) {
          log.warn("Texts are still on their way after {}; going on without them", PATIENCE);
          return;
        }
        Thread.sleep(PAUSE);
      }
    } catch (ExecutionException e) {
      throw new KafkaException("How far the texts are is not known", e.getCause());
    }
  }

  private boolean reached(Map<TopicPartition, ListOffsetsResultInfo> ends, Admin admin)
      throws InterruptedException, ExecutionException {
    var stored = admin.listConsumerGroupOffsets(writer).partitionsToOffsetAndMetadata().get();
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              var next = stored.get(end.getKey());
              return end.getValue().offset() <= (next == null ? 0 : next.offset());
            });
  }
}
