package dev.foresight.standalone.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.standalone.Foresight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample command in processes of its own. */
class SampleCommandTest {
  private static final String PROMPT = "Question: How many apples?\nAnswer:";

  private static Path folder = Path.of("");

  /** What a process printed. */
  private record Run(int status, String text, String said) {}

  @BeforeAll
  static void write(@TempDir Path temporary) throws IOException {
    folder = temporary;
    var tokenizer = BpeTrainer.train(List.of(PROMPT + " 5 apples and 7 pears.\n\n"), 310);
    var shape = new ModelShape(tokenizer.vocabularySize(), 32, 4, 2, 64, 128, 2);
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 1)) {
      Checkpoint.write(folder.resolve("model"), model, tokenizer);
    }
  }

  @Test
  void theSameOptionsGiveTheSameTextWithAndWithoutDrafts() throws Exception {
    Run first = run("model", "--prompt", PROMPT, "--max-new-tokens", "40", "--seed", "5");
    assertThat(first.status()).as(first.said()).isZero();
    assertThat(first.text()).isNotBlank();
    assertThat(first.said()).contains("tokens/s");
    Run drafted =
        run(
            "model",
            "--prompt",
            "-",
            "--max-new-tokens",
            "40",
            "--seed",
            "5",
            "--speculation",
            "on",
            "--samples",
            "3");
    assertThat(drafted.status()).as(drafted.said()).isZero();
    assertThat(drafted.text()).startsWith(first.text() + "--- sample 2 of 3\n");
    assertThat(drafted.text()).contains("--- sample 3 of 3\n");
    Run other = run("model", "--prompt", PROMPT, "--max-new-tokens", "40", "--seed", "6");
    assertThat(other.text()).isNotEqualTo(first.text());
  }

  @Test
  void aFolderWithoutAManifestIsExamined() throws Exception {
    copy("model", "foreign", "manifest.json");
    Run foreign = run("foreign", "--prompt", PROMPT, "--temperature", "0", "--max-new-tokens", "5");
    assertThat(foreign.status()).as(foreign.said()).isZero();
  }

  @Test
  void whatIsWrongIsSaidInASentence() throws Exception {
    assertThat(run("nowhere", "--prompt", PROMPT).said()).contains("there is no such folder");
    Files.createDirectories(folder.resolve("empty"));
    assertThat(run("empty", "--prompt", PROMPT).said()).contains("holds no config.json");
    assertThat(run("model", "--prompt", PROMPT, "--max-new-tokens", "200").said())
        .contains("do not fit the model's context of 128");
    assertThat(run("model", "--prompt", PROMPT, "--top-p", "2").said())
        .contains("--top-p must be above 0 and at most 1");
    copy("model", "damaged", "");
    byte[] weights = Files.readAllBytes(folder.resolve("damaged/model.safetensors"));
    weights[weights.length - 3] ^= 1;
    Files.write(folder.resolve("damaged/model.safetensors"), weights);
    Run damaged = run("damaged", "--prompt", PROMPT);
    assertThat(damaged.status()).isNotZero();
    assertThat(damaged.said()).contains("model.safetensors").doesNotContain("\tat ");
  }

  private static void copy(String from, String to, String without) throws IOException {
    Files.createDirectories(folder.resolve(to));
    try (var files = Files.list(folder.resolve(from))) {
      for (Path file : files.filter(f -> !f.endsWith(without)).toList()) {
        Files.copy(file, folder.resolve(to).resolve(file.getFileName()));
      }
    }
  }

  /** Runs the command; the prompt is on standard input as well. */
  private static Run run(String checkpoint, String... options) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Foresight.class.getName(),
                "sample",
                "--checkpoint=" + folder.resolve(checkpoint)));
    command.addAll(List.of(options));
    Path text = folder.resolve("text");
    Path said = folder.resolve("said");
    var process =
        new ProcessBuilder(command)
            .redirectOutput(text.toFile())
            .redirectError(said.toFile())
            .start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(PROMPT.getBytes(UTF_8));
    } catch (IOException e) {
      // It does not read its input.
    }
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    return new Run(process.exitValue(), Files.readString(text), Files.readString(said));
  }
}
