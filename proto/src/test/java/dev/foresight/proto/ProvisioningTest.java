package dev.foresight.proto;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvisioningTest {
  private static final int KAFKA_4_1 = 27;
  private static final int KAFKA_4_2 = 29;

  @Test
  void anOldBrokerIsRefused() {
    assertThatThrownBy(() -> Provisioning.requireShareGroups(KAFKA_4_1, 1))
        .hasMessageContaining("older than Kafka 4.2");
    assertThatCode(() -> Provisioning.requireShareGroups(KAFKA_4_2, 1)).doesNotThrowAnyException();
  }

  @Test
  void aClusterWithoutShareGroupsIsRefused() {
    assertThatThrownBy(() -> Provisioning.requireShareGroups(KAFKA_4_2, 0))
        .hasMessageContaining("--feature share.version=1");
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNamed() {
    Map<String, Object> nobody =
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:1",
            "default.api.timeout.ms",
            1000,
            "request.timeout.ms",
            500);
    assertThatThrownBy(
            () -> Provisioning.run(nobody, (short) 1, Duration.ofSeconds(15), Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Kafka at 127.0.0.1:1");
  }
}
