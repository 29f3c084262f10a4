package dev.foresight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final String VIEWER = "viewer-token-viewer-token";
  private static final String SUBMITTER = "submitter-token-submitter";

  private static Path folder;
  private static Issuer issuer;
  private static SmallService service;

  @BeforeAll
  static void start(@TempDir Path given) throws Exception {
    folder = given;
    Path file = folder.resolve("tokens");
    Files.writeString(
        file, "# a comment\nviewer:%s\n\nsubmitter:%s\n".formatted(VIEWER, SUBMITTER));
    issuer = new Issuer();
    service =
        new SmallService(
            "--foresight.security.tokens-file=" + file,
            "--foresight.security.issuer=" + issuer.address(),
            "--foresight.security.roles-claim=access.roles");
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private static String issued(Object roles) throws Exception {
    return issuer.token("foresight", AN_HOUR, Map.of("access", Map.of("roles", roles)));
  }

  private static void assertRefused(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("Bearer realm=\"foresight\"");
    assertThat(answer.body()).contains("\"status\":" + status);
  }

  @Test
  void withoutATokenNothingIsRead() throws Exception {
    assertRefused(service.get(SmallService.PATH), 401);
    assertRefused(service.get("/whatever"), 401);
    assertRefused(service.post("{}"), 401);
  }

  @Test
  void aViewerReadsAndASubmitterDoesEverything() throws Exception {
    for (String viewer : List.of(VIEWER, issued(List.of("other", "viewer")))) {
      assertThat(service.get(SmallService.PATH, bearer(viewer)).statusCode()).isEqualTo(200);
      assertRefused(service.post("{}", bearer(viewer)), 403);
    }
    for (String submitter : List.of(SUBMITTER, issued("profile submitter"))) {
      assertThat(service.get(SmallService.PATH, bearer(submitter)).statusCode()).isEqualTo(200);
      assertThat(service.post("{}", bearer(submitter)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aTokenThatDoesNotCountIsRefused() throws Exception {
    Map<String, Object> roles = Map.of("access", Map.of("roles", List.of("submitter")));
    for (String token :
        List.of(
            "unknown-token-unknown-token",
            issuer.token("foresight", Duration.ofHours(-1), roles),
            issuer.token("another-service", AN_HOUR, roles),
            issuer.forged("foresight", AN_HOUR, roles))) {
      var answer = service.get(SmallService.PATH, bearer(token));
      assertRefused(answer, 401);
      assertThat(answer.body()).doesNotContain(token);
    }
    assertRefused(service.get(SmallService.PATH, bearer(issued("other"))), 403);
  }

  @Test
  void aChangedFileCountsAtOnceAndABrokenOneNotAtAll() throws Exception {
    Path file = Files.createTempFile(folder, "tokens", "");
    Files.writeString(file, "viewer:" + VIEWER);
    var tokens = new StaticTokens(file);
    assertThat(tokens.find(VIEWER)).isPresent();
    Files.writeString(file, "viewer:" + SUBMITTER);
    Files.setLastModifiedTime(file, FileTime.fromMillis(5_000_000));
    assertThat(tokens.find(VIEWER)).isEmpty();
    assertThat(tokens.find(SUBMITTER)).isPresent();
    Files.writeString(file, "viewer " + SUBMITTER);
    Files.setLastModifiedTime(file, FileTime.fromMillis(6_000_000));
    assertThat(tokens.find(SUBMITTER)).isEmpty();
    Files.delete(file);
    assertThat(tokens.find(SUBMITTER)).isEmpty();
  }

  @Test
  void aBrokenFileIsRefusedAtTheStartWithoutShowingATokenOfIt() throws Exception {
    Path file = Files.createTempFile(folder, "tokens", "");
    for (String line : List.of("viewer:short", "admin:" + VIEWER, VIEWER, "viewer:a b" + VIEWER)) {
      Files.writeString(file, "# one\n" + line);
      assertThatThrownBy(() -> new StaticTokens(file))
          .hasMessageContaining("foresight.security.tokens-file: " + file + ":2: must be")
          .hasMessageNotContaining(VIEWER);
    }
  }

  @Test
  void whyAServiceIsNotUpIsForThoseWithARole() throws Exception {
    assertThat(service.manage("/actuator/health").body()).contains("UP").doesNotContain("disk");
    assertThat(service.manage("/actuator/health", bearer(VIEWER)).body()).contains("diskSpace");
    assertThat(service.manage("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(service.manage("/actuator/info").statusCode()).isEqualTo(200);
    assertRefused(service.get("/actuator/info"), 401);
  }

  @Test
  void anIssuerThatDoesNotAnswerIsNotTheCallersFault() throws Exception {
    try (var alone = new SmallService("--foresight.security.issuer=http://127.0.0.1:1")) {
      assertThat(alone.get(SmallService.PATH, bearer(issued("viewer"))).statusCode())
          .isEqualTo(503);
    }
  }
}
