package dev.foresight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RestEdgeTest {
  private static SmallService service;

  @BeforeAll
  static void start() {
    service = new SmallService("--foresight.security.body=10KB");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void nothingStartsUnguardedWhereOthersReachIt() {
    for (String address : List.of("0.0.0.0", "::", "")) {
      assertThatThrownBy(() -> new SmallService("--server.address=" + address).close())
          .rootCause()
          .isInstanceOfSatisfying(
              UnguardedException.class,
              e -> {
                var analysis = Objects.requireNonNull(new UnguardedAnalyzer().analyze(e));
                assertThat(analysis.getDescription()).contains("small-service listens on");
                assertThat(analysis.getAction())
                    .contains("foresight.security.tokens-file")
                    .contains("foresight.security.issuer")
                    .contains("server.address=127.0.0.1")
                    .contains("foresight.security.allow-anonymous=true");
              });
    }
  }

  @Test
  void whoeverSaysSoMayServeEveryone() throws Exception {
    try (var open =
        new SmallService("--server.address=0.0.0.0", "--foresight.security.allow-anonymous=true")) {
      assertThat(open.post("{}").statusCode()).isEqualTo(200);
      assertThat(open.raw("GET /api/v1/things HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n"))
          .contains("200");
    }
  }

  @Test
  void onLoopbackEveryoneIsTheUser() throws Exception {
    assertThat(service.get(SmallService.PATH).statusCode()).isEqualTo(200);
    assertThat(service.post("{\"a\":1}").body()).isEqualTo("{\"a\":1}");
    assertThat(service.get("/whatever").statusCode()).isEqualTo(404);
    assertThat(service.manage("/actuator/health").body()).contains("diskSpace");
  }

  @Test
  void healthAndMetricsAreBoundAsTheServiceIs() {
    assertThat(service.answers("local.management.port", "127.0.0.1")).isTrue();
    assertThat(service.answers("local.management.port", "127.0.0.2")).isFalse();
  }

  @Test
  void onLoopbackForeignHostNamesAreRefused() throws Exception {
    String request = "GET /api/v1/things HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
    assertThat(service.raw(request.formatted("evil.example"))).contains("403");
    assertThat(service.raw(request.formatted("evil.example:8080"))).contains("403");
    assertThat(service.raw(request.formatted("LOCALHOST:8080"))).contains("200");
    assertThat(service.raw(request.formatted("[::1]:8080"))).contains("200");
  }

  @Test
  void changesFromOtherOriginsAreRefused() throws Exception {
    assertThat(service.post("{}", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
    assertThat(service.post("{}", "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(service.post("{}", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    assertThat(service.post("{}", "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
    assertThat(service.post("{}", "Sec-Fetch-Site", "same-origin").statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyIsBoundedHoweverItIsSent() throws Exception {
    String large = "{\"a\":\"" + "x".repeat(10_240) + "\"}";
    var chunked =
        BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)));
    assertThat(service.post(large).statusCode()).isEqualTo(413);
    assertThat(service.post(chunked).statusCode()).isEqualTo(413);
    assertThat(service.post("{\"a\":\"" + "x".repeat(10_000) + "\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void hostileJsonIsAnInvalidRequest() throws Exception {
    for (String body :
        List.of(
            "{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}",
            "{\"a\":" + "9".repeat(1000) + "}",
            "{\"a\":1,\"a\":2}")) {
      assertThat(service.post(body).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aClientThatChangesTooMuchIsToldToWait() throws Exception {
    try (var strict = new SmallService("--foresight.security.changes-per-minute=3")) {
      for (int i = 0; i < 3; i++) {
        assertThat(strict.post("{}").statusCode()).isEqualTo(200);
      }
      var refused = strict.post("{}");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 21L);
      assertThat(strict.get(SmallService.PATH).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void everyAnswerTellsBrowsersWhatTheyMayDo() throws Exception {
    var headers = service.get(SmallService.PATH).headers();
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'")
        .doesNotContain("unsafe-eval");
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void addressesThatAreNoneAreRefused() throws Exception {
    for (String path : List.of("/api/v1/things;x=1", "/api//v1", "/api/%2e%2e/v1", "/%2fetc")) {
      assertThat(service.get(path).statusCode()).isEqualTo(400);
    }
  }
}
