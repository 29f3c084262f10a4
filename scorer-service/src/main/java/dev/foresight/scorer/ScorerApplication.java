package dev.foresight.scorer;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts the scorer. */
@SpringBootApplication(proxyBeanMethods = false)
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
}
