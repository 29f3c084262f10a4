package dev.foresight.scorer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.Topics;
import dev.foresight.scorer.Broker;
import dev.foresight.scorer.Fixtures;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class SamplesLagTest {
  private static final Clock HOUR_LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  @Test
  void lagIsWhatAReaderHasStillToReadAndTheAgeOfTheOldest() throws Exception {
    try (var broker = new Broker();
        var admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      Topics.provision(admin, (short) 1, Duration.ofSeconds(1));
      for (int problem = 0; problem < 20; problem++) {
        broker.put(Fixtures.batch("e", problem, "0.2", 0, 4, index -> true));
      }
      try (var lag = lag(broker)) {
        assertThat(lag.collect()).hasSize(2);
        assertThat(value("foresight_samples_lag_records", "tallies")).isEqualTo(20);
        assertThat(value("foresight_samples_lag_seconds", "tallies")).isBetween(3600.0, 3700.0);

        readAll(admin, "tallying");

        assertThat(value("foresight_samples_lag_records", "tallies")).isZero();
        assertThat(value("foresight_samples_lag_seconds", "tallies")).isZero();
        assertThat(value("foresight_samples_lag_records", "texts")).isEqualTo(20);
        assertThat(value("foresight_samples_lag_seconds", "texts")).isBetween(3600.0, 3700.0);
      }
    }
  }

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private SamplesLag lag(Broker broker) {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", broker.address(), "max.partition.fetch.bytes", 1),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    return new SamplesLag(
        Admin.create(Map.of("bootstrap.servers", broker.address())),
        consumer,
        Map.of("tallies", "tallying", "texts", "writing"),
        HOUR_LATER,
        registry);
  }

  private static void readAll(Admin admin, String group) throws Exception {
    var everything =
        IntStream.range(0, Topics.SAMPLES.partitions())
            .mapToObj(partition -> new TopicPartition(Topics.SAMPLES.topic(), partition))
            .collect(Collectors.toMap(partition -> partition, at -> new OffsetAndMetadata(20)));
    admin.alterConsumerGroupOffsets(group, everything).all().get();
  }

  private double value(String name, String reader) throws Exception {
    var text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape());
    var series = name + "{reader=\"" + reader + "\"} ";
    return text.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }
}
