package dev.foresight.model.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class BenchmarkTest {
  private final Path file;

  BenchmarkTest(@TempDir Path folder) {
    file = folder.resolve("test.jsonl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18",
        "1,234",
        "-3",
        "\u22123",
        "12.50",
        "-$1,200.50",
        "$-3",
        ".5",
        "3/4",
        "20%",
        "18 eggs",
        "18.",
        "1 800",
        "1.8e3",
        "\u20ac 5",
        "2 million",
        "US$5"
      })
  void aNumberHoweverWrittenIsAReference(String reference) throws IOException {
    assertThat(read("#### " + reference).rows()).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eighteen", "", "x = 3", "1,23", "1/3", "1/0", "3 or 4", "-", "1.2.3", "(7)"})
  void anythingElseIsRefusedWithFileAndRow(String reference) {
    assertThatThrownBy(() -> read("#### " + reference))
        .isInstanceOf(InvalidFieldsException.class)
        .hasMessage(
            "evaluation.dataset %s: the answer of problem 1 must be a number, not \"%s\""
                .formatted(file, reference));
  }

  @Test
  void anAnswerWithoutReferenceIsRefused() {
    assertThatThrownBy(() -> read("18"))
        .hasMessage("evaluation.dataset " + file + ": the answer of problem 1 has no \"####\"");
  }

  private Benchmark read(String answer) throws IOException {
    Files.writeString(file, "{\"question\": \"How many?\", \"answer\": \"" + answer + "\"}\n");
    ProblemFile corpus =
        new ProblemFile(file, "0", Collections.nCopies(8, new Problem("Why?", "#### 1")));
    return Benchmark.read(EvaluationRequest.of(file.toString()), datasets(), corpus);
  }

  @Test
  void namedRowsAreAskedInTheSeededOrderHoweverTheyAreListed() throws IOException {
    Benchmark all = asked("\"shots\": 0");
    Benchmark one = asked("\"shots\": 0, \"problems\": [7, 2, 5]");
    Benchmark other = asked("\"shots\": 0, \"problems\": [2, 5, 7]");
    assertThat(one.rows())
        .containsExactlyInAnyOrder(2, 5, 7)
        .isEqualTo(other.rows())
        .isEqualTo(all.rows().stream().filter(List.of(2, 5, 7)::contains).toList());
    assertThat(asked("\"shots\": 0, \"problems\": 3").rows()).isEqualTo(all.rows().subList(0, 3));
  }

  @Test
  void rowsThatAreNotThereAreRefused() {
    assertThatThrownBy(() -> asked("\"shots\": 0, \"problems\": [9, 10]"))
        .hasMessage(
            "evaluation.problems must be rows from 0 to 9, not [9, 10]; there are 10 problems in "
                + file);
    assertThatThrownBy(() -> asked("\"shots\": 0, \"problems\": 11"))
        .hasMessageContaining("must be at most 10, not 11; there are 10 problems");
  }

  @Test
  void exemplarsAreTheFirstOfTheirFile() throws IOException {
    Benchmark benchmark =
        asked("\"exemplars\": {\"file\": \"%s\", \"first\": 2}".formatted(tenProblems()));
    assertThat(benchmark.shots()).extracting(Problem::question).containsExactly("0?", "1?");
  }

  private Benchmark asked(String fields) throws IOException {
    String json = "{\"dataset\": \"%s\", %s}".formatted(tenProblems(), fields);
    return Benchmark.read(
        JsonMapper.shared().readValue(json, EvaluationRequest.class).requireValid(),
        datasets(),
        null);
  }

  private Path tenProblems() throws IOException {
    return Files.write(
        file,
        IntStream.range(0, 10)
            .mapToObj("{\"question\": \"%1$d?\", \"answer\": \"#### %1$d\"}"::formatted)
            .toList());
  }

  private Datasets datasets() {
    return new Datasets(file.resolveSibling("datasets"), URI.create("http://127.0.0.1:9/"));
  }
}
