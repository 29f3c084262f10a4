package dev.foresight.trainer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.problems.InvalidFieldsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were not written to be read. */
@Timeout(10)
class SpecFileTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private void refused(String text, String reason) throws IOException {
    refused(text.getBytes(StandardCharsets.UTF_8), reason);
  }

  private void refused(byte[] content, String reason) throws IOException {
    var file = Files.write(folder.resolve("spec.yaml"), content);
    assertThatThrownBy(() -> SpecFile.read(file))
        .isInstanceOfAny(IOException.class, InvalidFieldsException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!java.io.FileOutputStream [%s]",
        "name: !!java.io.FileOutputStream [%s]",
        "!!java.io.FileOutputStream {name: %s}",
      })
  void noTagMakesAnObject(String text) throws IOException {
    var written = folder.resolve("written");
    refused(text.formatted(written), "is not YAML");
    assertThat(written).doesNotExist();
  }

  @Test
  void aliasesDoNotMultiply() throws IOException {
    String bomb =
        IntStream.range(1, 9)
            .mapToObj(i -> "a%d: &a%d [%s]".formatted(i, i, "*a%d,".formatted(i - 1).repeat(10)))
            .collect(Collectors.joining("\n", "a0: &a0 [x, x]\n", "\nname: *a8"));
    refused(bomb, "aliases");
  }

  @Test
  void nothingHoldsItself() throws IOException {
    refused("name: x\nmodel: &m {layers: *m}", "aliases");
    refused("&all {name: x, data: *all}", "aliases");
    refused("data: {sources: &s [*s]}", "aliases");
  }

  @Test
  void depthAndLengthAreBounded() throws IOException {
    refused("name: " + "[".repeat(10_000), "is not YAML");
    refused("name: " + "x".repeat(4_000_000), "is not YAML");
  }

  @Test
  void aNameStandsOnce() throws IOException {
    refused("name: one\nname: two", "duplicate key name");
  }

  @Test
  void whatIsNoTextIsSaidSo() throws IOException {
    refused(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}, "is not YAML");
    refused("\0\0\0", "is not YAML");
    refused("", "is empty");
    refused("[1, 2]", "must be an object");
    refused("just words", "must be an object");
  }
}
