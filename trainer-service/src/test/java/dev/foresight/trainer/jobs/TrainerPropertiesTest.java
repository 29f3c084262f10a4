package dev.foresight.trainer.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class TrainerPropertiesTest {

  @Test
  void everyDefaultIsInTheFile() throws Exception {
    var environment = new StandardEnvironment();
    new YamlPropertySourceLoader()
        .load("defaults", new ClassPathResource("trainer-service.yml"))
        .forEach(environment.getPropertySources()::addLast);
    assertThat(Binder.get(environment).bind("foresight.trainer", TrainerProperties.class).get())
        .isEqualTo(
            new TrainerProperties(
                "auto", Duration.ofSeconds(20), Duration.ofMillis(500), 10, 65_536));
  }
}
