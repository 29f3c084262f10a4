package dev.foresight.scorer.pipeline;

import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.stereotype.Component;

/** Up while the stream runs, also while it hands partitions over; down once it gave up. */
@Component
class StreamHealth implements HealthIndicator {
  private final StreamsBuilderFactoryBean factory;

  StreamHealth(StreamsBuilderFactoryBean factory) {
    this.factory = factory;
  }

  @Override
  public Health health() {
    @Nullable KafkaStreams stream = factory.getKafkaStreams();
    if (stream == null) {
      return Health.down().withDetail("state", "not started").build();
    }
    var health = stream.state().isRunningOrRebalancing() ? Health.up() : Health.down();
    return health.withDetail("state", stream.state()).build();
  }
}
