package dev.foresight.scorer.metrics;

import dev.foresight.proto.Topics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the readers of the topic samples are behind it, asked of the broker at each scrape: it
 * does not depend on how they are, and all replicas say the same. Without an answer in a second
 * there are no series.
 */
final class SamplesLag implements MultiCollector, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SamplesLag.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final List<TopicPartition> PARTITIONS =
      IntStream.range(0, Topics.SAMPLES.partitions())
          .mapToObj(partition -> new TopicPartition(Topics.SAMPLES.topic(), partition))
          .toList();

  private final Admin admin;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, String> groups;
  private final Clock clock;

  /**
   * A collector, registered.
   *
   * @param consumer of no group, that reads a record at a time
   * @param groups of the readers, by their names in the label
   */
  SamplesLag(
      Admin admin,
      Consumer<byte[], byte[]> consumer,
      Map<String, String> groups,
      Clock clock,
      PrometheusRegistry registry) {
    this.admin = admin;
    this.consumer = consumer;
    this.groups = groups;
    this.clock = clock;
    registry.register(this);
  }

  @Override
  public synchronized MetricSnapshots collect() {
    var records = GaugeSnapshot.builder().name("foresight_samples_lag_records");
    records.help("Records of samples that a reader has still to read");
    var seconds = GaugeSnapshot.builder().name("foresight_samples_lag_seconds");
    seconds.help("Age of the oldest record of samples that a reader has still to read");
    try {
      for (var reader : groups.entrySet()) {
        var behind = behind(committed(reader.getValue()));
        var labels = Labels.of("reader", reader.getKey());
        long lag = behind.values().stream().mapToLong(Behind::records).sum();
        records.dataPoint(point(labels, (double) lag));
        seconds.dataPoint(point(labels, age(behind)));
      }
    } catch (KafkaException | ExecutionException e) {
      log.debug("The lag is not known", e);
      return MetricSnapshots.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return MetricSnapshots.of();
    }
    return MetricSnapshots.of(records.build(), seconds.build());
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  /** Where a reader goes on in a partition, and where that ends. */
  private record Behind(long next, long end) {
    long records() {
      return end - next;
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(String group)
      throws InterruptedException, ExecutionException {
    var wanted = new ListConsumerGroupOffsetsSpec().topicPartitions(PARTITIONS);
    var known = admin.listConsumerGroupOffsets(Map.of(group, wanted));
    return known.partitionsToOffsetAndMetadata(group).get();
  }

  /** The partitions in which something is left to read. */
  private Map<TopicPartition, Behind> behind(Map<TopicPartition, OffsetAndMetadata> committed) {
    var begins = consumer.beginningOffsets(PARTITIONS);
    var ends = consumer.endOffsets(PARTITIONS);
    var behind = new LinkedHashMap<TopicPartition, Behind>();
    for (var partition : PARTITIONS) {
      var next = committed.get(partition);
      long begin = begins.getOrDefault(partition, 0L);
      var here =
          new Behind(
              next == null ? begin : Math.max(begin, next.offset()),
              ends.getOrDefault(partition, 0L));
      if (here.records() > 0) {
        behind.put(partition, here);
      }
    }
    return behind;
  }

  /** In seconds, of the oldest record that is next in its partition; 0 if nothing is left. */
  private double age(Map<TopicPartition, Behind> behind) {
    if (behind.isEmpty()) {
      return 0;
    }
    consumer.assign(behind.keySet());
    behind.forEach((partition, here) -> consumer.seek(partition, here.next));
    var first = new HashMap<TopicPartition, Long>();
    var waiting = new HashSet<>(behind.keySet());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!waiting.isEmpty() && System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(100))) {
        var partition = new TopicPartition(entry.topic(), entry.partition());
        first.putIfAbsent(partition, entry.timestamp());
        waiting.remove(partition);
      }
      consumer.pause(first.keySet());
    }
    consumer.unsubscribe();
    long now = clock.millis();
    long oldest = first.values().stream().mapToLong(Long::longValue).min().orElse(now);
    return Math.max(0, now - oldest) / 1000.0;
  }

  @Override
  public synchronized void close() {
    consumer.close();
    admin.close();
  }
}
