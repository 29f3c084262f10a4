package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedFolderTest {
  private static final ModelShape SHAPE = new ModelShape(300, 16, 5, 2, 24, 32, 2);

  private final Path root;

  PublishedFolderTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void whatADeadWriterLeftIsRemovedAndALivingOnesIsNot() throws IOException {
    Path dead = partial("dead", Duration.ofMinutes(70), Duration.ofMinutes(61));
    Path alive = partial("alive", Duration.ofMinutes(70), Duration.ofMinutes(1));
    Path other = Files.createDirectory(root.resolve("step-1"));
    age(other, Duration.ofDays(3));
    PublishedFolder.publish(root.resolve("step-2"), folder -> write(folder.resolve("a"), 1));
    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
    assertThat(other).exists();
  }

  @Test
  void aFullDiskLeavesNothingAndIsNamed() throws Exception {
    Path disk = Files.createDirectory(root.resolve("disk"));
    assumeTrue(mount(disk), "a small file system can be mounted by root on Linux only");
    try (Transformer model = Transformer.initialize(SHAPE, Precision.FLOAT32, 3);
        AdamW optimizer = new AdamW(model, 0, 1)) {
      Path good = disk.resolve("step-1");
      Checkpoint.write(good, model, Samples.tokenizer());
      assertThatThrownBy(
              () ->
                  Checkpoint.write(
                      disk.resolve("step-2"),
                      model,
                      Samples.tokenizer(),
                      optimizer,
                      new Progress(2, 2, 2)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("step-2 could not be written: No space left on device")
          .hasMessageContaining("MiB are free");
      try (var files = Files.list(disk)) {
        assertThat(files).containsExactly(good);
      }
      assertThat(Checkpoint.open(good).shape()).isEqualTo(SHAPE);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static boolean mount(Path disk) throws Exception {
    return Files.isExecutable(Path.of("/usr/bin/mount"))
        && run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()) == 0;
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private Path partial(String name, Duration folderAge, Duration fileAge) throws IOException {
    Path folder = Files.createDirectory(root.resolve(".partial-" + name));
    write(folder.resolve("model.safetensors"), 100);
    age(folder.resolve("model.safetensors"), fileAge);
    age(folder, folderAge);
    return folder;
  }

  private static void write(Path file, int bytes) throws IOException {
    PublishedFolder.write(file, new byte[bytes]);
  }

  private static void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }
}
