package dev.foresight.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The quick demo from end to end, in real processes: undisturbed, and killed on the way. */
class DemoTest {
  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final int PROBLEMS = 6;
  private static final int SAMPLES = 200;

  @Test
  void killedInTrainingAndInSamplingItCountsTheSameAsUndisturbed(
      @TempDir Path quiet, @TempDir Path disturbed) throws Exception {
    Map<String, String> expected;
    try (var demo = DemoProcess.start(quiet)) {
      var results = demo.await(DemoTest::complete, LIMIT);
      everySampleIsCountedOnce(results);
      lossesFell(results);
      resultsAreWritten(demo, quiet);
      trainedModelsBeatAnUntrainedOne(demo, results, quiet);
      expected = demo.tallies(results);
    }
    assertThat(expected).hasSize(6 * 4 * PROBLEMS);

    try (var demo = DemoProcess.start(disturbed)) {
      demo.await(DemoTest::inTheMiddleOfTraining, LIMIT);
      demo.kill();
    }
    try (var demo = DemoProcess.start(disturbed)) {
      demo.await(DemoTest::inTheMiddleOfSampling, LIMIT);
      demo.kill();
    }
    try (var demo = DemoProcess.start(disturbed)) {
      var results = demo.await(DemoTest::complete, LIMIT);
      everySampleIsCountedOnce(results);
      assertThat(demo.tallies(results)).isEqualTo(expected);
    }
  }

  private static boolean complete(JsonNode results) {
    return results.path("complete").asBoolean();
  }

  private static boolean inTheMiddleOfTraining(JsonNode results) {
    return runs(results)
        .anyMatch(
            run ->
                run.path("stage").asString().equals("training")
                    && run.path("step").asLong() > run.path("stepsTotal").asLong() / 3);
  }

  private static boolean inTheMiddleOfSampling(JsonNode results) {
    long counted = DemoProcess.sum(results, "samplesCounted");
    return counted > DemoProcess.sum(results, "samplesWanted") / 3;
  }

  private static java.util.stream.Stream<JsonNode> runs(JsonNode results) {
    return StreamSupport.stream(results.path("runs").spliterator(), false);
  }

  private static void everySampleIsCountedOnce(JsonNode results) {
    assertThat(results.path("cells")).hasSize(6 * 4);
    for (var cell : results.path("cells")) {
      assertThat(cell.path("samplesCounted").asLong()).isEqualTo(PROBLEMS * SAMPLES);
      assertThat(cell.path("conflicts").asLong()).isZero();
      assertThat(cell.path("complete").asBoolean()).isTrue();
    }
  }

  private static void lossesFell(JsonNode results) {
    assertThat(results.path("runs")).hasSize(6);
    for (var run : results.path("runs")) {
      int heads = run.path("predictTokens").asInt();
      assertThat(run.path("losses")).hasSize(heads);
      for (int head = 0; head < heads; head++) {
        assertThat(run.path("losses").get(head).asDouble())
            .isLessThan(0.6 * run.path("firstLosses").get(head).asDouble());
      }
    }
  }

  private static void resultsAreWritten(DemoProcess demo, Path folder) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!demo.output().contains("The page stays at") && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    assertThat(demo.output())
        .contains("pass@1 in %", "pass@10 in %", "pass@100 in %", "T=0.2", "T=1.4");
    try (var written = Files.list(folder.resolve("results"))) {
      Path results = written.findFirst().orElseThrow();
      assertThat(results.resolve("figure.svg")).content().contains("<svg", "pass@100");
      assertThat(results.resolve("figure.png")).isNotEmptyFile();
      // a line for the header and for each cell, policy and k
      assertThat(Files.readAllLines(results.resolve("results.csv"))).hasSize(1 + 6 * 4 * 2 * 3);
    }
  }

  private static void trainedModelsBeatAnUntrainedOne(
      DemoProcess demo, JsonNode trained, Path folder) throws Exception {
    var untrained = demo.experiment(untrained(folder.resolve("word-problems")), LIMIT);
    for (int policy : List.of(0, 1)) {
      assertThat(passAt1(trained, 120_000, policy)).isGreaterThan(passAt1(untrained, 0, policy));
    }
    // Without an answer in the right place, a lucky number counts for nothing.
    assertThat(passAt1(untrained, 0, 1)).isLessThan(0.002);
    assertThat(passAt1(trained, 120_000, 1)).isGreaterThan(0.01);
  }

  /** The quick demo's model before its first step. */
  private static Map<String, Object> untrained(Path data) {
    return Map.of(
        "name", "untrained",
        "corpus", data.resolve("train.jsonl").toString(),
        "model",
            Map.of(
                "vocabularySize", 512,
                "hiddenSize", 64,
                "layers", 5,
                "attentionHeads", 2,
                "feedForwardSize", 172,
                "contextLength", 512),
        "predictTokens", List.of(1),
        "tokenBudgets", List.of(0),
        "evaluation",
            Map.of(
                "dataset",
                data.resolve("test.jsonl").toString(),
                "problems",
                PROBLEMS,
                "temperatures",
                List.of("1.0"),
                "maxNewTokens",
                48));
  }

  /** pass@1 under the {@code ordinal}-th policy, mean over the cells of a budget. */
  private static double passAt1(JsonNode results, long budget, int ordinal) {
    var policy = results.path("policies").get(ordinal).asString();
    return StreamSupport.stream(results.path("cells").spliterator(), false)
        .filter(cell -> cell.path("tokenBudget").asLong() == budget)
        .flatMap(cell -> StreamSupport.stream(cell.path("estimates").spliterator(), false))
        .filter(e -> e.path("k").asInt() == 1 && e.path("policy").asString().equals(policy))
        .mapToDouble(e -> e.path("value").asDouble())
        .average()
        .orElseThrow();
  }
}
