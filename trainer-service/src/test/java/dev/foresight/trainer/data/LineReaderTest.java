package dev.foresight.trainer.data;

import static dev.foresight.trainer.data.SourceFiles.gzipped;
import static dev.foresight.trainer.data.SourceFiles.jsonl;
import static dev.foresight.trainer.data.SourceFiles.line;
import static dev.foresight.trainer.data.SourceFiles.read;
import static dev.foresight.trainer.data.SourceFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineReaderTest {
  private final Path folder;

  LineReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void linesArePlainOrPacked() throws IOException {
    String lines = line("one") + line("two \\u00e9\\ud83d\\ude00") + line("three");
    Files.write(folder.resolve("a.jsonl.gz"), gzipped(lines));
    Files.write(
        folder.resolve("b.jsonl.zst"), Zstd.compress(lines.getBytes(StandardCharsets.UTF_8)));
    write(folder.resolve("c.jsonl"), lines);
    assertThat(read(jsonl(folder.resolve("*"))).texts())
        .containsExactly(
            "one", "two é😀", "three", "one", "two é😀", "three", "one", "two é😀", "three");
  }

  @Test
  void membersOfAPackedFileAreReadOneAfterTheOther() throws IOException {
    byte[] one = gzipped(line("one"));
    byte[] two = gzipped(line("two"));
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    Path file = Files.write(folder.resolve("a.gz"), both);
    assertThat(read(jsonl(file)).texts()).containsExactly("one", "two");
  }

  @Test
  void marksBlankLinesAndCarriageReturnsDoNotMatter() throws IOException {
    Path file =
        write(
            folder.resolve("a.jsonl"),
            "\ufeff" + line("a").replace("\n", "\r\n") + "\n \r\n{\"text\": \"b\"}");
    assertThat(read(jsonl(file)).texts()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{`|not JSON",
        "[1]|not a JSON object",
        "{\"text\": 1}|text must be a string, not VALUE_NUMBER_INT",
        "{\"text\": null}|text must be a string, not VALUE_NULL",
        "{\"text\": {\"text\": \"a\"}}|text must be a string, not START_OBJECT",
        "{\"body\": {\"text\": \"a\"}, \"id\": 2}|there is no field \"text\" among body, id",
        "{\"text\": \"a\"} {}|not JSON",
        "{\"text\": \"a|not JSON",
        "x\u0000|not JSON"
      })
  void aBrokenLineIsNumbered(String broken, String reason) throws IOException {
    Path file = write(folder.resolve("a.jsonl"), line("a") + "\n" + broken + "\n" + line("b"));
    SourceFiles.Read read = read(jsonl(file));
    assertThat(read.texts()).containsExactly("a", "b");
    assertThat(read.broken()).singleElement().asString().startsWith("3: " + reason);
  }

  @Test
  void bytesThatAreNoTextBreakTheirLineOnly() throws IOException {
    byte[] lines = (line("a") + line("b\u00e9") + line("c")).getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("a.jsonl"), lines);
    SourceFiles.Read read = read(jsonl(file));
    assertThat(read.texts()).containsExactly("a", "c");
    assertThat(read.broken()).containsExactly("2: not UTF-8");
    assertThat(read(jsonl(write(file, line("\ufffd is a character")))).broken()).isEmpty();
  }

  @Test
  void aLongLineIsReadAndAnEndlessOneIsBroken() throws IOException {
    String longLine = line("x".repeat(3_000_000));
    Path file = write(folder.resolve("a.jsonl"), longLine + line("b"));
    assertThat(read(jsonl(file)).texts()).extracting(String::length).containsExactly(3_000_000, 1);
    try (LineReader reader = new LineReader(file, 1000)) {
      assertThat(reader.next()).satisfies(row -> assertThat(row.broken()).contains("1000 bytes"));
      assertThat(reader.next()).satisfies(row -> assertThat(row.number()).isEqualTo(2));
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void aPackedFileThatEndsEarlyIsRefusedByNameAndLine() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      lines.append(line("text " + i * 7919L));
    }
    byte[] gz = gzipped(lines.toString());
    byte[] zst = Zstd.compress(lines.toString().getBytes(StandardCharsets.UTF_8));
    Path early = Files.write(folder.resolve("a.gz"), Arrays.copyOf(gz, gz.length / 2));
    Path earlyToo = Files.write(folder.resolve("a.zst"), Arrays.copyOf(zst, zst.length / 2));
    for (Path file : new Path[] {early, earlyToo}) {
      assertThatThrownBy(() -> read(jsonl(file)))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(file + ":[1-9]\\d+: cannot be read any further: .*");
    }
    assertThatThrownBy(() -> read(jsonl(write(folder.resolve("b.gz"), "no gzip"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("b.gz: cannot be unpacked");
  }

  @Test
  void anEmptyFileHoldsNothing() throws IOException {
    for (String name : new String[] {"a.jsonl", "a.gz", "a.zst"}) {
      assertThat(read(jsonl(write(folder.resolve(name), ""))).texts()).isEmpty();
    }
  }
}
