package dev.foresight.model.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    return Benchmark.read(EvaluationRequest.of(file.toString()), corpus);
  }
}
