package dev.foresight.sampler.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

class CheckpointsPropertiesTest {
  private final StandardEnvironment environment = new StandardEnvironment();

  CheckpointsPropertiesTest() throws IOException {
    environment.setConversionService(new ApplicationConversionService());
    new YamlPropertySourceLoader()
        .load("defaults", new ClassPathResource("sampler-service.yml"))
        .forEach(environment.getPropertySources()::addLast);
  }

  @Test
  void theDefaultsAreThoseDocumented() {
    var properties = bound();
    assertThat(properties.cache()).isEqualTo(Path.of("data/sampler/checkpoints"));
    assertThat(properties.cacheSize()).isEqualTo(DataSize.ofGigabytes(50));
    assertThat(properties.patience()).isEqualTo(Duration.ofMinutes(2));
    assertThat(properties.s3().endpoint()).isNull();
    assertThat(properties.s3().region()).isNullOrEmpty();
    assertThat(properties.s3().pathStyle()).isFalse();
  }

  @Test
  void anotherStoreThanAwsHasAnEndpoint() {
    var prefix = "foresight.sampler.checkpoints.s3.";
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "given",
                Map.of(prefix + "endpoint", "https://minio:9000", prefix + "path-style", "true")));
    assertThat(bound().s3())
        .isEqualTo(
            new CheckpointsProperties.S3(
                URI.create("https://minio:9000"), bound().s3().region(), true));
    try (var client = S3Clients.of(bound().s3())) {
      assertThat(client.serviceClientConfiguration().endpointOverride())
          .hasValue(URI.create("https://minio:9000"));
    }
  }

  private CheckpointsProperties bound() {
    return Binder.get(environment)
        .bind("foresight.sampler.checkpoints", CheckpointsProperties.class)
        .get();
  }
}
