package dev.foresight.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.standalone.Foresight;
import dev.foresight.standalone.wordproblems.WordProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The train command in processes of its own. */
@SuppressWarnings("NullAway.Init") // write comes before every test
class TrainCommandTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern CHECKPOINT = Pattern.compile("The checkpoint is (\\S+)");
  private static final String SPEC =
      """
      name: killed
      data:
        sources: [{files: "%s", format: problems}]
        validationShare: 0.1
      model: {vocabularySize: 320, hiddenSize: 32, layers: 3, attentionHeads: 2, feedForwardSize: 64, contextLength: 64}
      predictTokens: 2
      tokenBudget: 250_000
      optimization: {batchTokens: 1024, peakLearningRate: 1e-3, precision: float32}
      states: {everyTokens: 20480, keep: 2}
      """;

  @TempDir private Path folder;
  private Path spec;

  @BeforeEach
  void write() throws IOException {
    WordProblems.write(folder.resolve("data"), 300, 10, 1);
    spec =
        Files.writeString(
            folder.resolve("spec.yaml"), SPEC.formatted(folder.resolve("data/train.jsonl")));
  }

  @Test
  void killedAndInterruptedItEndsWithTheWeightsOfAnUndisturbedRun() throws Exception {
    String undisturbed = run("quiet");
    assertThat(undisturbed).contains("Done after", "loss by head", "validation");

    var killed = start("disturbed");
    await(killed, () -> states("disturbed") > 0);
    killed.destroyForcibly().waitFor();
    var interrupted = start("disturbed");
    long before = states("disturbed");
    await(interrupted, () -> states("disturbed") > before);
    interrupted.destroy(); // SIGTERM, which ends as Ctrl-C does
    assertThat(interrupted.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output("disturbed")).contains("the same command goes on from here");

    String resumed = run("disturbed");
    assertThat(weights(resumed)).isEqualTo(weights(undisturbed));
    assertThat(losses(resumed)).isEqualTo(losses(undisturbed));
    assertThat(states("disturbed")).isZero();
    assertThat(weights(run("disturbed"))).isEqualTo(weights(undisturbed));
  }

  @Test
  void aDryRunPrintsTheCostsAndTrainsNothing() throws Exception {
    String text = run("dry", "--dry-run");
    assertThat(text).contains("parameters           51,424", "2 prediction heads", "It fits");
    assertThat(states("dry")).isZero();
  }

  @Test
  void whatIsWrongWithTheFileIsSaidByField() throws Exception {
    Files.writeString(spec, Files.readString(spec).replace("layers: 3", "layers: many"));
    var process = start("wrong");
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(output("wrong")).contains("foresight: model.layers must be an integer");
  }

  private Process start(String out, String... options) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                Foresight.class.getName(),
                "train",
                spec.toString(),
                "--out=" + folder.resolve(out)));
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return builder.redirectOutput(log(out).toFile()).start();
  }

  /** What the command printed, run to its end. */
  private String run(String out, String... options) throws Exception {
    var process = start(out, options);
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as(output(out)).isZero();
    return output(out);
  }

  private Path log(String out) {
    return folder.resolve(out + ".log");
  }

  private String output(String out) throws IOException {
    return Files.readString(log(out));
  }

  private void await(Process process, BooleanSupplier reached) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(process.isAlive()).as("ended too soon").isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** States that were saved, by all holders. */
  private long states(String out) {
    Path runs = folder.resolve(out).resolve("runs");
    if (!Files.exists(runs)) {
      return 0;
    }
    try (var files = Files.walk(runs)) {
      return files.filter(f -> f.getFileName().toString().startsWith("state-")).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // deleted while looked at
    }
  }

  private static byte[] weights(String output) throws IOException {
    return Files.readAllBytes(Path.of(found(output, CHECKPOINT)).resolve("model.safetensors"));
  }

  private static String losses(String output) {
    return found(output, Pattern.compile("(loss by head [^.]+\\.\\d+[^.]+\\.\\d+)"));
  }

  private static String found(String output, Pattern pattern) {
    var matcher = pattern.matcher(output);
    assertThat(matcher.find()).as(output).isTrue();
    return matcher.group(1);
  }
}
