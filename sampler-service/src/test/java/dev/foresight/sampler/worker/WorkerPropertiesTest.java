package dev.foresight.sampler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class WorkerPropertiesTest {
  @Test
  void theDefaultsAreThoseDocumented() throws IOException {
    var environment = new StandardEnvironment();
    new YamlPropertySourceLoader()
        .load("defaults", new ClassPathResource("sampler-service.yml"))
        .forEach(environment.getPropertySources()::addLast);
    assertThat(
            Binder.get(environment).bind("foresight.sampler.worker", WorkerProperties.class).get())
        .isEqualTo(new WorkerProperties(2, 1024, 2, 0));
  }

  @Test
  void tasksShareTheProcessors() {
    assertThat(new WorkerProperties(2, 1024, 2, 0).threads(2)).isEqualTo(1);
    assertThat(new WorkerProperties(2, 1024, 2, 0).threads(16)).isEqualTo(8);
    assertThat(new WorkerProperties(4, 1024, 2, 0).threads(2)).isEqualTo(1);
    assertThat(new WorkerProperties(2, 1024, 2, 3).threads(16)).isEqualTo(3);
  }
}
