package dev.foresight.scorer;

import dev.foresight.proto.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/** Starts the scorer. */
@SpringBootApplication(proxyBeanMethods = false)
@OpenAPIDefinition(
    info =
        @Info(
            title = "Foresight: results",
            version = "v1",
            description = "Unbiased pass@k of experiments and evaluations, while it grows."))
public class ScorerApplication {

  /** Runs the scorer until it is told to end. */
  public static void main(String[] args) {
    builder().run(args);
  }

  /** The scorer with its own configuration file, {@code scorer-service.yml}; not started yet. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(ScorerApplication.class)
        .properties("spring.config.name=scorer-service");
  }

  @Bean
  static Tracing tracing(ObjectProvider<OpenTelemetry> telemetry) {
    return new Tracing(telemetry.getIfAvailable(OpenTelemetry::noop));
  }
}
