package dev.foresight.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Boot's own logging and tracing do in a service, which the services' other tests replace. */
@ExtendWith(OutputCaptureExtension.class)
class TracingTest {
  private static final String DIGEST = "0123456789ab".repeat(6).substring(0, 64);

  /** Boot leaves it to the next service of the process. */
  @AfterEach
  void forgetTheFormat() {
    System.clearProperty("CONSOLE_LOG_STRUCTURED_FORMAT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--management.opentelemetry.enabled=false"})
  void withoutAnAddressForSpansOrSwitchedOffThereIsNothingOfThem(String off, CapturedOutput output)
      throws Exception {
    var address = off.isEmpty() ? "" : "http://127.0.0.1:9/v1/traces";
    try (var service =
        new SmallService(
            "--logging.structured.format.console=ecs",
            "--management.opentelemetry.tracing.export.otlp.endpoint=" + address,
            off)) {
      service.post("{}");
      assertThat(service.has(OpenTelemetry.class)).isFalse();
      assertThat(service.has(io.micrometer.tracing.Tracer.class)).isFalse();
      assertThat(threads()).noneMatch(name -> name.contains("SpanProcessor"));
    }
    assertThat(line(output).has("traceId")).isFalse();
  }

  @Test
  void whatChangesSomethingIsTracedAndItsLinesSaySo(CapturedOutput output) throws Exception {
    try (var spans = new Spans()) {
      try (var service =
          new SmallService(
              "--logging.structured.format.console=ecs",
              "--management.opentelemetry.tracing.export.otlp.endpoint=" + spans.address())) {
        service.post("{}");
        service.get(SmallService.PATH);
        service.manage("/actuator/health");
        assertThat(service.has(SpanExporter.class)).isTrue();
      } // sends what waits
      assertThat(spans.all()).containsOnlyOnce("http post").doesNotContain("http get");
      assertThat(spans.all()).doesNotContain("security", "actuator");
    }
    assertThat(line(output).path("traceId").asString()).hasSize(32);
    assertThat(line(output).path("spanId").asString()).hasSize(16);
  }

  @Test
  void linesOfTextSayShortlyWhatTheyAreAbout(CapturedOutput output) throws Exception {
    try (var service = new SmallService()) {
      service.post("{}");
      assertThat(text(output)).contains("] dev.foresight.edge.SmallService ", " : written");
      MDC.put("run", DIGEST);
      SmallService.LOG.warn("of a run");
      assertThat(output.getOut()).contains("] [run=0123456789ab] ");
    } finally {
      MDC.clear();
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  private static String text(CapturedOutput output) {
    return output.getOut().lines().filter(l -> l.contains("written")).findFirst().orElseThrow();
  }

  private static JsonNode line(CapturedOutput output) {
    return JsonMapper.shared().readTree(text(output));
  }

  /** Takes spans as a collector does. */
  private static final class Spans implements AutoCloseable {
    private final LinkedBlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final HttpServer server;

    Spans() throws Exception {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/v1/traces",
          exchange -> {
            var body = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(body, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    String all() {
      return String.join("", bodies);
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
