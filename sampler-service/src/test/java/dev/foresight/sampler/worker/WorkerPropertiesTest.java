package dev.foresight.sampler.worker;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.ComputeDevice;
import dev.foresight.sampler.decoding.Engine;
import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

class WorkerPropertiesTest {
  private static final DataSize AUTO = DataSize.ofBytes(0);

  @Test
  void theDefaultsAreThoseDocumented() throws IOException {
    assertThat(bind(Map.of()))
        .isEqualTo(new WorkerProperties("auto", 4, 0, 1, 1024, AUTO, AUTO, Speculation.AUTO));
  }

  @Test
  void everyPropertyCanBeSet() throws IOException {
    var given =
        Map.<String, Object>of(
            "device",
            "cpu",
            "tasks",
            8,
            "lanes",
            3,
            "threads",
            2,
            "rows",
            64,
            "cache",
            "1GB",
            "models",
            "100MB",
            "speculation",
            "off");
    assertThat(bind(given))
        .isEqualTo(
            new WorkerProperties(
                "cpu",
                8,
                3,
                2,
                64,
                DataSize.ofGigabytes(1),
                DataSize.ofMegabytes(100),
                Speculation.OFF));
  }

  @Test
  void lanesShareTheProcessorsAndMemoryIsAQuarter() {
    long quarter = ComputeDevice.CPU.memoryBytes() / 4;
    assertThat(properties(0, 1, AUTO).settings(ComputeDevice.CPU, 2))
        .isEqualTo(new Engine.Settings(quarter, 2, 512, Speculation.AUTO, 1, ComputeDevice.CPU));
    assertThat(properties(0, 4, AUTO).settings(ComputeDevice.CPU, 2).lanes()).isEqualTo(1);
    assertThat(properties(0, 2, AUTO).settings(ComputeDevice.CPU, 16).lanes()).isEqualTo(8);
    assertThat(properties(3, 2, AUTO).settings(ComputeDevice.CPU, 16).lanes()).isEqualTo(3);
    assertThat(properties(1, 1, AUTO).modelBytes(ComputeDevice.CPU)).isEqualTo(quarter);
    assertThat(properties(1, 1, DataSize.ofBytes(9)).modelBytes(ComputeDevice.CPU)).isEqualTo(9);
    assertThat(properties(1, 1, DataSize.ofBytes(9)).settings(ComputeDevice.CPU, 2).cacheBytes())
        .isEqualTo(9);
  }

  @Test
  void handingTasksBackHasTenSecondsOrHalfOfTheTimeToEnd() {
    assertThat(Workers.draining(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(20));
    assertThat(Workers.draining(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(2));
  }

  private static WorkerProperties properties(int lanes, int threads, DataSize size) {
    return new WorkerProperties("cpu", 4, lanes, threads, 512, size, size, Speculation.AUTO);
  }

  private static WorkerProperties bind(Map<String, Object> given) throws IOException {
    var environment = new StandardEnvironment();
    var prefixed =
        given.entrySet().stream()
            .collect(
                toMap(entry -> "foresight.sampler.worker." + entry.getKey(), Map.Entry::getValue));
    environment.getPropertySources().addFirst(new MapPropertySource("given", prefixed));
    new YamlPropertySourceLoader()
        .load("defaults", new ClassPathResource("sampler-service.yml"))
        .forEach(environment.getPropertySources()::addLast);
    return Binder.get(environment).bind("foresight.sampler.worker", WorkerProperties.class).get();
  }
}
