package dev.foresight.scorer.metrics;

import dev.foresight.scorer.keeping.TextsSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;

@Configuration(proxyBeanMethods = false)
class LagConfiguration {
  private static final int MILLIS = 1000;

  @Bean
  static SamplesLag samplesLag(
      KafkaProperties kafka,
      KafkaAdmin admin,
      ConsumerFactory<?, ?> consumers,
      TextsSettings texts,
      PrometheusRegistry registry) {
    var asking = new HashMap<>(admin.getConfigurationProperties());
    asking.put("default.api.timeout.ms", MILLIS);
    asking.put("request.timeout.ms", MILLIS);
    var reading = new HashMap<>(consumers.getConfigurationProperties());
    reading.remove(ConsumerConfig.GROUP_ID_CONFIG);
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    reading.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, MILLIS);
    reading.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, MILLIS);
    reading.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    reading.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    reading.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    return new SamplesLag(
        Admin.create(asking),
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        Map.of(
            "tallies", kafka.getStreams().getApplicationId(),
            "texts", texts.group()),
        Clock.systemUTC(),
        registry);
  }
}
