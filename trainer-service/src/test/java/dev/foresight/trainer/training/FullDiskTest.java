package dev.foresight.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foresight.trainer.training.Runs.Diary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a file system of 4 MB that fills up; mounting it takes root. */
class FullDiskTest {
  private static final TrainingPlan PLAN = Runs.cosine(9);
  private static final Upkeep EVERY_STEP = Runs.saving(Duration.ZERO, 1);

  private final Runs runs;
  private final Path disk;
  private final Path filling;
  private boolean mounted;

  FullDiskTest(@TempDir Path folder) throws Exception {
    runs = new Runs(folder);
    disk = Files.createDirectory(folder.resolve("disk"));
    filling = disk.resolve("filling");
  }

  @BeforeEach
  void mount() throws Exception {
    mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
    assumeTrue(mounted, "a small file system cannot be mounted here; it takes root");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(succeeds("umount", disk.toString())).isTrue();
    }
  }

  private static boolean succeeds(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such command
    }
  }

  @Test
  void aStateThatCannotBeSavedLeavesTheOneBeforeAndTheRunGoesOn() throws Exception {
    var diary =
        new Diary() {
          @Override
          public boolean goOn(Step step) {
            super.goOn(step);
            if (step.number() == 4) {
              fill();
            } else if (step.number() == 7) {
              assertThat(states()).containsExactly("state-0-3");
              free();
            }
            return true;
          }
        };
    assertThat(runs.loop("disk", PLAN, EVERY_STEP, diary).run()).isPresent();
    assertThat(diary.notSaved).hasSize(3);
    assertThat(diary.notSaved.getFirst()).hasMessageContaining("No space left on device");
    assertThat(diary.models).isEqualTo(undisturbed().models);
  }

  @Test
  void aModelThatCannotBeStoredEndsTheTryAndTheNextGoesOn() throws Exception {
    var diary =
        new Diary() {
          @Override
          public boolean goOn(Step step) {
            super.goOn(step);
            if (step.number() == 8) {
              fill();
            }
            return true;
          }
        };
    assertThatThrownBy(() -> runs.loop("disk", PLAN, EVERY_STEP, diary).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device");
    assertThat(states()).containsExactly("state-0-7");
    assertThat(diary.models).isEmpty();
    free();
    var next = new Diary();
    assertThat(runs.loop("disk", PLAN, EVERY_STEP, next).run()).isPresent();
    assertThat(next.losses.keySet()).containsExactly(8L, 9L);
    assertThat(next.models).isEqualTo(undisturbed().models);
  }

  private Diary undisturbed() throws Exception {
    var diary = new Diary();
    runs.loop("undisturbed", PLAN, Runs.saving(Runs.NEVER, 1), diary).run();
    return diary;
  }

  /** All that the run's first holder has left, half-written things included. */
  private Stream<String> states() {
    try (Stream<Path> files = Files.list(runs.run("disk").resolve("epoch-1"))) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void fill() {
    try (OutputStream out = Files.newOutputStream(filling)) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left on device");
    }
  }

  private void free() {
    assertThat(filling.toFile().delete()).isTrue();
  }
}
