package dev.foresight.model.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedFoldersTest {
  private final Path root;
  private final Path inside;
  private final Path outside;
  private final AllowedFolders folders;

  AllowedFoldersTest(@TempDir Path given) throws IOException {
    Path real = given.toRealPath();
    root = Files.createDirectories(real.resolve("root"));
    inside = Files.createDirectories(root.resolve("a/b"));
    outside = Files.createDirectories(real.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "");
    folders = new AllowedFolders(List.of(root, real.resolve("not-there")));
  }

  @Test
  void whatLiesBelowARootIsAllowed() throws IOException {
    assertThat(folders.folder(inside)).hasValue(inside);
    Path link = Files.createSymbolicLink(root.resolve("link"), inside);
    assertThat(folders.folder(link)).hasValue(inside);
  }

  @Test
  void whatLiesElsewhereIsNotByNameNorByLinks() throws IOException {
    assertThat(folders.folder(outside)).isEmpty();
    assertThat(folders.folder(root)).as("the root itself").isEmpty();
    assertThat(folders.folder(root.resolve("../outside"))).isEmpty();
    assertThat(folders.folder(root.resolve("../missing"))).as("whether it exists").isEmpty();
    assertThat(folders.folder(Files.createSymbolicLink(root.resolve("out"), outside))).isEmpty();
    Files.createSymbolicLink(inside.resolve("file"), outside.resolve("secret"));
    assertThat(folders.folder(inside)).as("with a file that leads out").isEmpty();
  }

  @Test
  void whatIsMissingBelowARootIsAnError() {
    assertThatThrownBy(() -> folders.folder(root.resolve("missing")))
        .isInstanceOf(IOException.class);
  }
}
