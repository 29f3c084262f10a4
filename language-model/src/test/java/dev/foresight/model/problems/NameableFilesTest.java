package dev.foresight.model.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameableFilesTest {
  @TempDir private Path folder = Path.of("");

  private Path root = folder;
  private NameableFiles files = NameableFiles.any();

  @BeforeEach
  void makeFiles() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    files = NameableFiles.below(List.of(root));
    Files.writeString(root.resolve("inside.jsonl"), "");
    Files.writeString(folder.resolve("secret.jsonl"), "");
    Files.createSymbolicLink(root.resolve("link.jsonl"), folder.resolve("secret.jsonl"));
  }

  @Test
  void filesAndGlobsBelowARootMayBeNamed() {
    for (String location : List.of("/inside.jsonl", "/*.jsonl", "/**.jsonl", "/a/b-{1,2}.csv")) {
      assertThatCode(() -> files.requireNameable(root + location)).doesNotThrowAnyException();
    }
  }

  @Test
  void whatLiesElsewhereIsRefusedAlikeWhetherItIsThereOrNot() {
    for (String location :
        List.of(
            folder + "/secret.jsonl",
            folder + "/none.jsonl",
            root + "/../secret.jsonl",
            root + "/../*.jsonl",
            root + "/a/../../{secret}.jsonl",
            root + "-beside/secret.jsonl",
            folder + "/*/inside.jsonl",
            "relative.jsonl",
            "/etc/passwd")) {
      assertThatThrownBy(() -> files.requireNameable(location))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "must lie below one of foresight.datasets.roots, which %s does not", location);
    }
    assertThatThrownBy(() -> files.requireNameable("/a\0b")).isInstanceOf(IOException.class);
  }

  @Test
  void aLinkThatLeadsOutIsRefused() {
    assertThatThrownBy(() -> files.requireInside(List.of(root.resolve("link.jsonl"))))
        .hasMessageContaining("foresight.datasets.roots");
    assertThatCode(() -> files.requireInside(List.of(root.resolve("inside.jsonl"))))
        .doesNotThrowAnyException();
  }

  @Test
  void aDatasetIsOneOfThem() throws IOException {
    var datasets = new Datasets(folder, URI.create("http://127.0.0.1:9/")).among(files);
    assertThat(datasets.path(root + "/inside.jsonl")).isEqualTo(root.resolve("inside.jsonl"));
    for (String path : List.of("/secret.jsonl", "/root/link.jsonl", "/root/../secret.jsonl")) {
      assertThatThrownBy(() -> datasets.path(folder + path))
          .hasMessageContaining("foresight.datasets.roots");
    }
  }

  @Test
  void withoutRootsNoFileMayBeNamed() {
    assertThatThrownBy(() -> NameableFiles.below(List.of()).requireNameable("/etc/passwd"))
        .hasMessageContaining("foresight.datasets.roots");
  }
}
