package dev.foresight.helm.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.Provisioning;
import dev.foresight.proto.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trial's broker as the chart configures it, but for names, ports and folder. */
class TrialBrokerTest {
  @Test
  void aBrokerOfThatConfigurationCarriesForesight(@TempDir Path folder) throws Exception {
    var map = Chart.find(Chart.render(Chart.example("default")), "ConfigMap", "-kafka");
    var text = map.path("data").path("broker.properties").asString();
    assertThat(text).contains("advertised.listeners=CLIENT://foresight-kafka:9092");
    int port = freePort();
    var file =
        Files.writeString(
            folder.resolve("broker.properties"),
            text.replace("foresight-kafka:9092", "127.0.0.1:" + port)
                .replace("://:9092", "://127.0.0.1:" + port)
                .replace("localhost:9093", "127.0.0.1:" + freePort())
                .replace("/var/lib/kafka/log", folder.resolve("log").toString()));
    var format =
        java(
            "kafka.tools.StorageTool",
            "format",
            "--ignore-formatted",
            "--cluster-id",
            clusterId(),
            "--config",
            file.toString());
    assertThat(run(folder, format).waitFor()).isZero();
    var broker = run(folder, java("kafka.Kafka", file.toString()));
    try {
      Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:" + port);
      Provisioning.run(client, (short) -1, Duration.ofSeconds(15), Duration.ofMinutes(1));
      try (var admin = Admin.create(client)) {
        assertThat(admin.listTopics().names().get())
            .containsAll(Arrays.stream(Topics.values()).map(Topics::topic).toList());
      }
    } finally {
      broker.destroyForcibly().waitFor();
    }
  }

  /** The one that the chart formats the disk with. */
  private static String clusterId() {
    var set = Chart.find(Chart.render(Chart.example("default")), "StatefulSet", "-kafka");
    var script = Chart.containers(Chart.pod(set)).getFirst().path("command").get(2).asString();
    return script.replaceAll("(?s).*--cluster-id (\\S+).*", "$1");
  }

  private static List<String> java(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Process run(Path folder, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
