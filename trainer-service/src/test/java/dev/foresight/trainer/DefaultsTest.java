package dev.foresight.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.problems.Datasets;
import dev.foresight.trainer.broker.WorkQueueProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class DefaultsTest {
  private final Binder binder;

  DefaultsTest() throws IOException {
    var environment = new StandardEnvironment();
    new YamlPropertySourceLoader()
        .load("defaults", new ClassPathResource("trainer-service.yml"))
        .forEach(environment.getPropertySources()::addLast);
    binder = Binder.get(environment);
  }

  @Test
  void theStoreIsBesideTheTrainer() {
    var store = binder.bind("foresight", StoreProperties.class).get();
    assertThat(store.store()).isEqualTo(Path.of("data/store"));
    assertThat(store.root()).isAbsolute().endsWithRaw(Path.of("data", "store"));
  }

  @Test
  void datasetsAreBesideTheTrainer() {
    var datasets = binder.bind("foresight.datasets", DatasetsProperties.class).get();
    assertThat(datasets)
        .isEqualTo(
            new DatasetsProperties(Path.of("data/datasets"), Datasets.GSM8K_SOURCE, List.of()));
  }

  @Test
  void aLockIsRenewedThriceInItsTime() {
    var queue = binder.bind("foresight.work-queue", WorkQueueProperties.class).get();
    assertThat(queue)
        .isEqualTo(new WorkQueueProperties(Duration.ofSeconds(15), 4, 3, Duration.ofSeconds(10)));
    assertThat(queue.renewal()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void onlyThisMachineIsServed() {
    assertThat(binder.bind("server.address", String.class).get()).isEqualTo("127.0.0.1");
    assertThat(binder.bind("server.port", Integer.class).get()).isEqualTo(8081);
  }
}
