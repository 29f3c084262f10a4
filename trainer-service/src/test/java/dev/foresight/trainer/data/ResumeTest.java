package dev.foresight.trainer.data;

import static dev.foresight.trainer.data.SourceFiles.jsonl;
import static dev.foresight.trainer.data.SourceFiles.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A preparation that is cut short ends, once resumed, with the bytes of an undisturbed one. */
class ResumeTest {
  private static final int FILES = 60;
  private static final Tokenizer TOKENIZER =
      BpeTrainer.train(List.of("the quick brown fox the quick brown fox"), 300);

  private final Path folder;
  private final SplittableRandom random = new SplittableRandom();

  ResumeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Each file is a chunk. */
  @Test
  void cutShortAtAnyChunkAndLeftWithHalfWrittenBytes() throws Exception {
    writeFiles(20);
    Source source = jsonl(folder.resolve("*.jsonl"));
    Path undisturbed = folder.resolve("undisturbed");
    prepare(source, undisturbed, Integer.MAX_VALUE);
    for (int round = 0; round < 3; round++) {
      Path resumed = folder.resolve("resumed" + round);
      int at = 2 + random.nextInt(FILES - 2);
      assertThatThrownBy(() -> prepare(source, resumed, at)).isInstanceOf(Killed.class);
      Path partial = folder.resolve("resumed" + round + ".partial");
      assertThat(Files.exists(partial.resolve("state.json"))).as("saved").isTrue();
      for (String file : List.of(TokenFile.TOKENS, TokenFile.DOCUMENTS)) {
        Files.write(
            partial.resolve(file), new byte[random.nextInt(5000)], StandardOpenOption.APPEND);
      }
      int again = 2 + random.nextInt(FILES - 2);
      assertThatThrownBy(() -> prepare(source, resumed, again)).isInstanceOf(Killed.class);
      prepare(source, resumed, Integer.MAX_VALUE);
      assertSame(resumed, undisturbed);
    }
  }

  @Test
  void aStateThatPromisesMoreThanTheFilesHoldIsNotBelieved() throws Exception {
    writeFiles(5);
    Source source = jsonl(folder.resolve("*.jsonl"));
    prepare(source, folder.resolve("undisturbed"), Integer.MAX_VALUE);
    Path resumed = folder.resolve("resumed");
    assertThatThrownBy(() -> prepare(source, resumed, 40)).isInstanceOf(Killed.class);
    Files.write(folder.resolve("resumed.partial").resolve(TokenFile.TOKENS), new byte[10]);
    prepare(source, resumed, Integer.MAX_VALUE);
    assertSame(resumed, folder.resolve("undisturbed"));
  }

  @Test
  @Timeout(90)
  void aProcessKilledAtOnce() throws Exception {
    writeFiles(20);
    Path resumed = folder.resolve("resumed");
    Process process = start(folder.resolve("*.jsonl"), resumed);
    while (process.isAlive() && !Files.exists(folder.resolve("resumed.partial/state.json"))) {
      process.waitFor(2, TimeUnit.MILLISECONDS);
    }
    process.waitFor(random.nextInt(20), TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
    assertThat(process.exitValue()).as("killed before its end").isEqualTo(137);
    Source source = jsonl(folder.resolve("*.jsonl"));
    prepare(source, resumed, Integer.MAX_VALUE);
    prepare(source, folder.resolve("undisturbed"), Integer.MAX_VALUE);
    assertSame(resumed, folder.resolve("undisturbed"));
  }

  /** Prepares the source at {@code arguments[0]} in {@code arguments[1]}, slowly. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    AtomicLong clock = new AtomicLong();
    Pace pace =
        new Pace(
            progress -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10)),
            () -> clock.addAndGet(TimeUnit.SECONDS.toNanos(1)));
    new SourcePreparation(jsonl(Path.of(arguments[0])), TOKENIZER, null, 0, 1, pace)
        .prepare(Path.of(arguments[1]));
  }

  private void writeFiles(int lines) throws IOException {
    for (int i = 100; i < 100 + FILES; i++) {
      Files.writeString(folder.resolve(i + ".jsonl"), sentences(i, lines));
    }
  }

  private Process start(Path files, Path into) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ResumeTest.class.getName(),
            files.toString(),
            into.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  /** Prepares until the listener has been told {@code most} times; saves as often. */
  private static void prepare(Source source, Path into, int most)
      throws IOException, InterruptedException {
    AtomicInteger told = new AtomicInteger();
    AtomicLong clock = new AtomicLong();
    Pace pace =
        new Pace(
            progress -> {
              if (told.incrementAndGet() > most) {
                throw new Killed();
              }
            },
            () -> clock.addAndGet(most == Integer.MAX_VALUE ? 0 : TimeUnit.SECONDS.toNanos(1)));
    new SourcePreparation(source, TOKENIZER, null, 0, 2, pace).prepare(into);
  }

  private static String sentences(int seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    String[] words = "the quick brown fox jumps over lazy dogs, and 12 more.".split(" ", -1);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      StringBuilder sentence = new StringBuilder();
      for (int j = 2 + random.nextInt(20); j > 0; j--) {
        sentence.append(words[random.nextInt(words.length)]).append(' ');
      }
      lines.append(line(sentence.toString()));
    }
    return lines.toString();
  }

  private static void assertSame(Path one, Path other) {
    for (String file : List.of(TokenFile.TOKENS, TokenFile.DOCUMENTS)) {
      try {
        assertThat(Files.mismatch(one.resolve(file), other.resolve(file))).as(file).isEqualTo(-1);
        assertThat(Files.size(one.resolve(file))).isPositive();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
