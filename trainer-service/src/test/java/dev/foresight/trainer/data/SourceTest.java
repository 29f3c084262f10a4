package dev.foresight.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {
  private final Path folder;

  SourceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void filesComeInTheOrderOfTheirNames() throws IOException {
    Files.createDirectories(folder.resolve("deep/er"));
    for (String name :
        List.of("b.txt", "a.txt", "a10.txt", "c.md", "deep/d.txt", "deep/er/e.txt")) {
      Files.writeString(folder.resolve(name), name);
    }
    assertThat(names("*.txt")).containsExactly("a.txt", "a10.txt", "b.txt");
    assertThat(names("{a,b}.txt")).containsExactly("a.txt", "b.txt");
    assertThat(names("*/*.txt")).containsExactly("deep/d.txt");
    assertThat(names("**.txt"))
        .containsExactly("a.txt", "a10.txt", "b.txt", "deep/d.txt", "deep/er/e.txt");
    assertThat(names("b.txt")).containsExactly("b.txt");
  }

  @Test
  void aNameThatReadsLikeAGlobIsAName() throws IOException {
    Files.writeString(folder.resolve("a[1].txt"), "");
    Files.writeString(folder.resolve("a1.txt"), "");
    assertThat(names("a[1].txt")).containsExactly("a[1].txt");
    assertThat(names("a?.txt")).containsExactly("a1.txt");
  }

  @Test
  void nothingThereIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> names("*.txt"))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + "/*.txt: no file matches");
    assertThatThrownBy(() -> names("none/*.txt")).hasMessageEndingWith("no file matches");
    assertThatThrownBy(() -> names("a.txt")).hasMessageEndingWith("there is no such file");
    assertThatThrownBy(() -> names("[a.txt")).hasMessageContaining("not a path");
    assertThatThrownBy(() -> names("")).hasMessageContaining("is a folder; name its files");
  }

  /** Digests taken with sha256sum. */
  @Test
  void theDigestIsThatOfTheFileOrOfTheDigestsALineEach() throws IOException {
    Files.writeString(folder.resolve("a"), "a");
    Files.writeString(folder.resolve("b"), "b");
    assertThat(source("a").sha256())
        .isEqualTo("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    assertThat(source("*").sha256())
        .isEqualTo("bf75fafab8e46555836b92f1b04106b795a9ed36bd39b351f103b28819895f33");
  }

  @Test
  void partsMustFitEachOther() {
    assertThatThrownBy(() -> new Source("a", Format.JSONL, null, null))
        .hasMessageContaining("text column of a must be named");
    assertThatThrownBy(() -> new Source("a", Format.TEXT, "text", null))
        .hasMessageContaining("no meaning for text");
    assertThatThrownBy(() -> new Source("a", Format.TEXT, null, BigDecimal.ZERO))
        .hasMessage("the weight must be above 0, not 0");
    Source plain = new Source("a", Format.TEXT, null, null);
    Source weighted = new Source("a", Format.TEXT, null, BigDecimal.ONE);
    assertThatThrownBy(() -> new CorpusPlan(List.of(plain, weighted), null, 300, 0, 0))
        .hasMessage("all sources must have a weight, or none: 1 of 2 have");
    assertThatThrownBy(() -> new CorpusPlan(List.of(plain), null, 300, 1, 0))
        .hasMessageContaining("validation share");
    assertThatThrownBy(() -> Format.of("json")).hasMessageContaining("not \"json\"");
    assertThat(Format.of("parquet")).isEqualTo(Format.PARQUET);
  }

  private List<String> names(String glob) throws IOException {
    return source(glob).files().stream().map(file -> folder.relativize(file).toString()).toList();
  }

  private Source source(String glob) {
    return new Source(folder + (glob.isEmpty() ? "" : "/" + glob), Format.TEXT, null, null);
  }
}
