package dev.foresight.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void onlyAServiceWhosePortIsKnownIsLinkedTo() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ports = Ports.from(taken.getLocalPort() - 1);

      assertThat(ports.trainer()).isZero();
      assertThat(new Ports(8080, ports.trainer(), 8082).links())
          .containsExactly(
              "--foresight.scorer.links.trainer=",
              "--foresight.scorer.links.sampler=http://127.0.0.1:8082",
              "--foresight.scorer.links.metrics=http://127.0.0.1:8080/actuator/prometheus");
    }
    assertThat(Ports.from(0)).isEqualTo(new Ports(0, 0, 0));
  }
}
