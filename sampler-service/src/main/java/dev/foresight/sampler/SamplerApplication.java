package dev.foresight.sampler;

import dev.foresight.proto.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the sampler, in one role or both. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
public class SamplerApplication {

  /** Runs the sampler until it is told to end. */
  public static void main(String[] args) {
    builder().run(args);
  }

  /** The sampler with its own configuration file, {@code sampler-service.yml}; not started yet. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(SamplerApplication.class)
        .properties("spring.config.name=sampler-service");
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Tracing tracing(ObjectProvider<OpenTelemetry> telemetry) {
    return new Tracing(telemetry.getIfAvailable(OpenTelemetry::noop));
  }
}
