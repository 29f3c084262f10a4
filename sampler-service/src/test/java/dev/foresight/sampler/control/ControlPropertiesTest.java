package dev.foresight.sampler.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class ControlPropertiesTest {
  @Test
  void theDefaultsAreThoseDocumented() throws IOException {
    var environment = new StandardEnvironment();
    environment.setConversionService(new ApplicationConversionService());
    new YamlPropertySourceLoader()
        .load("defaults", new ClassPathResource("sampler-service.yml"))
        .forEach(environment.getPropertySources()::addLast);
    assertThat(
            Binder.get(environment)
                .bind("foresight.sampler.control", ControlProperties.class)
                .get())
        .isEqualTo(
            new ControlProperties(
                List.of(), Duration.ofMillis(500), 200, 4, 8, Duration.ofSeconds(30)));
  }
}
