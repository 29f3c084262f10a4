package dev.foresight.sampler.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.proto.Ids;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCacheTest {
  private static final CheckpointCache.Rule ANY = sha256 -> {};

  private final Path root;
  private final CheckpointCache cache;
  private long second;

  CheckpointCacheTest(@TempDir Path given) throws IOException {
    root = given.resolve("cache");
    cache = new CheckpointCache(root, 100, this::tick);
  }

  private Instant tick() {
    return Instant.EPOCH.plusSeconds(second++);
  }

  @Test
  void aFileIsThereOnceItIsWholeAndRight() throws Exception {
    try (var held = cache.hold("a")) {
      String sha256 = Ids.sha256("content".getBytes(UTF_8));
      assertThat(held.has("file", sha256)).isFalse();
      assertThat(write(held, "file", "content", ANY)).isEqualTo(sha256);
      assertThat(held.has("file", sha256)).isTrue();
      assertThat(held.folder().resolve("file")).hasContent("content");
      Files.writeString(held.folder().resolve("file"), "damaged");
      assertThat(held.has("file", sha256)).as("damaged").isFalse();
      assertThat(held.folder()).isEmptyDirectory();
    }
  }

  @Test
  void whatIsNotRightLeavesNothing() throws Exception {
    CheckpointCache.Rule never =
        sha256 -> {
          throw new IOException("wrong");
        };
    try (var held = cache.hold("a")) {
      assertThatThrownBy(() -> write(held, "file", "content", never)).hasMessage("wrong");
      assertThatThrownBy(() -> held.write("file", new ByteArrayInputStream(new byte[3]), 4, ANY))
          .hasMessageContaining("another length");
      assertThatThrownBy(() -> held.write("file", new ByteArrayInputStream(new byte[5]), 4, ANY))
          .hasMessageContaining("another length");
      assertThat(held.folder()).isEmptyDirectory();
    }
  }

  @Test
  void whatWasUsedLongestAgoMakesRoomAndWhatIsInUseStays() throws Exception {
    for (String key : new String[] {"a", "b", "c"}) {
      try (var held = cache.hold(key)) {
        write(held, "file", "x".repeat(30), ANY);
      }
    }
    try (var used = cache.hold("a");
        var held = cache.hold("d")) {
      write(held, "file", "x".repeat(30), ANY);
      assertThat(root.resolve("b")).as("used longest ago").doesNotExist();
      assertThat(root.resolve("c/file")).exists();
      write(held, "more", "x".repeat(30), ANY);
      assertThat(used.folder().resolve("file")).as("in use").exists();
      assertThat(root.resolve("c")).doesNotExist();
      assertThatThrownBy(() -> write(held, "most", "x".repeat(30), ANY))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no room for 30 bytes more; it may hold 100")
          .hasMessageContaining("foresight.sampler.checkpoints.cache-size");
      assertThat(cache.bytes()).isEqualTo(90);
    }
  }

  @Test
  void whatACrashLeftUnfinishedIsRemoved() throws Exception {
    try (var held = cache.hold("a")) {
      write(held, "file", "content", ANY);
      Files.writeString(held.folder().resolve(".x.partial"), "half");
    }
    var again = new CheckpointCache(root, 100, this::tick);
    assertThat(root.resolve("a/.x.partial")).doesNotExist();
    assertThat(again.bytes()).isEqualTo(7);
  }

  @Test
  void namesCannotLeadOut() throws Exception {
    try (var held = cache.hold("a")) {
      for (String name : new String[] {"../x", "b/x", "/x", ".hidden", ".."}) {
        assertThatThrownBy(() -> write(held, name, "content", ANY))
            .hasMessageContaining("plain name");
      }
    }
  }

  private static String write(
      CheckpointCache.Held held, String name, String content, CheckpointCache.Rule rule)
      throws Exception {
    byte[] bytes = content.getBytes(UTF_8);
    return held.write(name, new ByteArrayInputStream(bytes), bytes.length, rule);
  }
}
