package dev.foresight.model.problems;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  private static final byte[] CONTENT =
      "{\"question\": \"1 + 1?\", \"answer\": \"#### 2\"}\n".getBytes(UTF_8);

  private final Path folder;
  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private final URI source;

  DatasetsTest(@TempDir Path given) throws IOException {
    folder = given.resolve("datasets");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/data/test.jsonl",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
          exchange.close();
        });
    server.start();
    source = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/data/");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aNamedFileIsFetchedOnceAndIsTheOnePinned() throws IOException {
    var datasets = datasets("test.jsonl", ProblemFile.digest(CONTENT));
    Path file = datasets.path("sums");
    assertThat(file).isEqualTo(folder.resolve("sums/test.jsonl")).hasBinaryContent(CONTENT);
    assertThat(datasets.path("sums")).isEqualTo(file);
    assertThat(requests).hasValue(1);
    assertThat(filesIn(folder.resolve("sums"))).containsExactly(file);
  }

  @Test
  void anotherFileThanThePinnedOneIsNotKept() {
    assertThatThrownBy(() -> datasets("test.jsonl", "0".repeat(64)).path("sums"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "sums is not at %s, and %stest.jsonl holds another file than the one pinned; put the file with the SHA-256 %s there, or name a file of your own",
            folder.resolve("sums/test.jsonl"), source, "0".repeat(64));
    assertThat(folder.resolve("sums/test.jsonl")).doesNotExist();
  }

  @Test
  void aFileThatIsNotTheSourcesSaysSo() {
    assertThatThrownBy(() -> datasets("train.jsonl", "0".repeat(64)).path("sums"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("train.jsonl answers 404; put the file");
  }

  @Test
  void withoutANetworkItSaysHowToProvideTheFile() {
    server.stop(0);
    assertThatThrownBy(() -> datasets("test.jsonl", "0".repeat(64)).path("sums"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("test.jsonl cannot be reached (ConnectException)")
        .hasMessageContaining("or name a file of your own");
  }

  @Test
  void aFileThatWasPutThereIsCheckedAndNeverReplaced() throws IOException {
    Path file = folder.resolve("sums/test.jsonl");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");
    assertThatThrownBy(() -> datasets("test.jsonl", ProblemFile.digest(CONTENT)).path("sums"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": is not sums, whose SHA-256 is ");
    assertThat(file).hasContent("mine");
    assertThat(requests).hasValue(0);
  }

  @Test
  void anythingElseIsAPath() throws IOException {
    var datasets = new Datasets(folder, source);
    assertThat(datasets.path("./gsm8k")).isEqualTo(Path.of("gsm8k").toAbsolutePath());
    assertThat(Datasets.isName("gsm8k")).isTrue();
    assertThat(Datasets.isName("./gsm8k")).isFalse();
  }

  private Datasets datasets(String file, String sha256) {
    return new Datasets(
        folder, source, List.of(new Datasets.Named("sums", "sums/" + file, sha256)));
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
