package dev.foresight.trainer;

import dev.foresight.proto.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Starts the trainer. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class TrainerApplication {

  /** Runs the trainer until it is told to end. */
  public static void main(String[] args) {
    builder().run(args);
  }

  /** The trainer with its own configuration file, {@code trainer-service.yml}; not started yet. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(TrainerApplication.class)
        .properties("spring.config.name=trainer-service");
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
