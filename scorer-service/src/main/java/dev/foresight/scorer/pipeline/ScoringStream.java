package dev.foresight.scorer.pipeline;

import dev.foresight.proto.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;

/** Starts the stream with the application, and opens its views. */
@Configuration(proxyBeanMethods = false)
@EnableKafkaStreams
@EnableConfigurationProperties(ScoringSettings.class)
class ScoringStream {

  @Bean
  static SampleCounts sampleCounts(MeterRegistry registry) {
    return new SampleCounts(registry);
  }

  @Bean
  static StreamsBuilderFactoryBeanConfigurer manners() {
    return factory -> {
      factory.setStreamsUncaughtExceptionHandler(new ReplaceThread());
      // Else whoever comes next waits for the session to run out.
      factory.setLeaveGroupOnClose(true);
    };
  }

  @Bean
  static Views views(StreamsBuilderFactoryBean factory) {
    return new Views(new RunningStream(factory));
  }

  @Autowired
  void declare(
      StreamsBuilder builder, ScoringSettings settings, SampleCounts counts, Tracing tracing) {
    new ScoringTopology(settings, counts, tracing).build(builder);
  }

  private record RunningStream(StreamsBuilderFactoryBean factory) implements ViewSource {
    @Override
    public <T> ReadOnlyKeyValueStore<String, T> view(String name) {
      return Optional.ofNullable(factory.getKafkaStreams())
          .orElseThrow(() -> new InvalidStateStoreException("the stream has not started"))
          .store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
    }
  }
}
