package dev.foresight.standalone.wordproblems;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordProblemsTest {
  private static final Pattern MARK = Pattern.compile("<<(\\d+)([-+*])(\\d+)=(\\d+)>>(\\d+)\n");

  @Test
  void theSameSeedMakesTheSameProblems() {
    assertThat(WordProblems.make(50, 7)).isEqualTo(WordProblems.make(50, 7));
    assertThat(WordProblems.make(50, 8)).isNotEqualTo(WordProblems.make(50, 7));
  }

  @Test
  void noQuestionIsAskedTwice() {
    var questions = new HashSet<String>();
    assertThat(WordProblems.make(5000, 1)).allMatch(p -> questions.add(p.question()));
  }

  @Test
  void everyWorkedStepIsRightAndLeadsToTheAnswerGiven() {
    for (var problem : WordProblems.make(2000, 3)) {
      var steps = MARK.matcher(problem.answer());
      String result = "";
      int count = 0;
      while (steps.find()) {
        var left = new BigDecimal(steps.group(1));
        var right = new BigDecimal(steps.group(3));
        var expected =
            switch (steps.group(2)) {
              case "+" -> left.add(right);
              case "-" -> left.subtract(right);
              default -> left.multiply(right);
            };
        assertThat(steps.group(4)).isEqualTo(expected.toPlainString()).isEqualTo(steps.group(5));
        assertThat(expected).isPositive();
        assertThat(result).isIn("", steps.group(1));
        result = steps.group(4);
        count++;
      }
      assertThat(count).isBetween(1, 3);
      assertThat(problem.answer()).endsWith("\n#### " + result);
    }
  }

  @Test
  void theFilesAreOneProblemALineAndShareNoQuestion(@TempDir Path folder) throws Exception {
    WordProblems.write(folder, 300, 40, 5);
    var train = Files.readAllLines(folder.resolve("train.jsonl"));
    var test = Files.readAllLines(folder.resolve("test.jsonl"));
    assertThat(train)
        .hasSize(300)
        .allMatch(line -> line.matches("\\{\"question\":.*\"answer\":.*}"));
    assertThat(test).hasSize(40).doesNotContainAnyElementsOf(train);
  }
}
