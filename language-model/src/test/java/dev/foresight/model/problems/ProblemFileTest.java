package dev.foresight.model.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemFileTest {
  private static final String EGGS =
      "{\"question\": \"How many?\", \"answer\": \"He has 9*2=<<9*2=18>>18.\\n#### 18\"}";

  private final Path file;

  ProblemFileTest(@TempDir Path folder) {
    file = folder.resolve("test.jsonl");
  }

  @Test
  void readsQuestionsAnswersAndReferences() throws IOException {
    Files.writeString(file, EGGS + "\n\n" + EGGS.replace("18\"", "1,234 \"") + "\r\n");
    ProblemFile read = ProblemFile.read(file);
    assertThat(read.problems()).hasSize(2);
    Problem first = read.problems().get(0);
    assertThat(first.question()).isEqualTo("How many?");
    assertThat(first.plainAnswer()).isEqualTo("He has 9*2=18.\n#### 18");
    assertThat(first.referenceAnswer()).isEqualTo("18");
    assertThat(read.problems().get(1).referenceAnswer()).isEqualTo("1,234");
  }

  @Test
  void theDigestIsThatOfTheFilesBytes() throws IOException {
    Files.writeString(file, EGGS);
    String digest = ProblemFile.read(file).sha256();
    assertThat(digest).matches("[0-9a-f]{64}");
    Files.writeString(file, EGGS + "\n");
    assertThat(ProblemFile.read(file).sha256()).isNotEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{`|not JSON",
        "`[1]`|not a JSON object",
        "`{\"question\": \"a\"}`|answer must be a string",
        "`{\"question\": 1, \"answer\": \"b\"}`|question must be a string",
        "`{\"question\": \" \", \"answer\": \"b\"}`|question must be a string that is not blank"
      })
  void aBadLineIsNamedByFileAndNumber(String line, String reason) throws IOException {
    Files.writeString(file, EGGS + "\n" + line + "\n");
    assertThatThrownBy(() -> ProblemFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ":2: ")
        .hasMessageContaining(reason);
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Files.write(file, (EGGS + "\n\u00ff").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ProblemFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void anEmptyFileAndAMissingOneAreRefused() throws IOException {
    assertThatThrownBy(() -> ProblemFile.read(file)).hasMessage(file + ": there is no such file");
    Files.writeString(file, "\n \n");
    assertThatThrownBy(() -> ProblemFile.read(file))
        .hasMessage(file + ": there are no problems in it");
  }

  @Test
  void anAnswerWithoutReferenceSaysSo() {
    Problem problem = new Problem("Why?", "Because.");
    assertThat(problem.hasReferenceAnswer()).isFalse();
    assertThatThrownBy(problem::referenceAnswer).isInstanceOf(IllegalStateException.class);
  }
}
