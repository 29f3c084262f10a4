package dev.foresight.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.model.problems.PromptTemplate;
import dev.foresight.trainer.data.OverlapReport.OverlappingProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverlapScanTest {
  private static final Path GSM8K = Path.of("../../shared/data/gsm8k");

  /** 17 words: 5 n-grams of 13. */
  private static final String QUESTION =
      "Ann's 3 hens lay 5 eggs a day; how many dozens does she sell in four weeks?";

  private static final Problem PROBLEM = new Problem(QUESTION, "#### 35");

  @Test
  void anExactCopyIsFoundWhole() {
    assertThat(worst(PROBLEM, "Before. " + QUESTION + " After."))
        .isEqualTo(
            new OverlappingProblem(
                4, 1.0, "anns 3 hens lay 5 eggs a day how many dozens does she"));
  }

  @Test
  void caseAndPunctuationAndBreaksDoNotHideACopy() {
    String copy = QUESTION.toUpperCase(Locale.ROOT).replace(" ", " -\u00a0\n").replace(";", "!");
    assertThat(worst(PROBLEM, copy).share()).isEqualTo(1.0);
  }

  @Test
  void aPartIsFoundInPart() {
    String part = QUESTION.substring(QUESTION.indexOf("hens"), QUESTION.indexOf(" weeks"));
    assertThat(worst(PROBLEM, part))
        .isEqualTo(
            new OverlappingProblem(
                4, 0.4, "hens lay 5 eggs a day how many dozens does she sell in"));
  }

  @Test
  void anotherTextIsNotFound() {
    assertThat(report(PROBLEM, QUESTION.replace("eggs", "apples")).overlapping()).isZero();
    assertThat(report(PROBLEM, "").overlapping()).isZero();
    OverlapScan scan = new OverlapScan(Map.of(4, PROBLEM), 13);
    scan.add(QUESTION.substring(0, 30));
    scan.add(QUESTION.substring(30));
    assertThat(scan.report().overlapping()).as("two documents are no text").isZero();
  }

  @Test
  void aShortTextIsOneNGramOfAllItsWordsAndAVeryShortOneNone() {
    Problem eight = new Problem("Why do two and two make four, Tom?", "#### 4");
    assertThat(worst(eight, "said: why do two and two make four tom").share()).isEqualTo(1.0);
    assertThat(report(eight, "why do two and two make four").overlapping()).isZero();
    Problem seven = new Problem("Why do two and two make four?", "#### 4");
    assertThat(report(seven, seven.question()).overlapping()).isZero();
  }

  @Test
  void answersCountWithoutCalculatorMarks() {
    Problem problem =
        new Problem("How many?", "She has 2+3=<<2+3=5>>5 cats and so five tails in the house.");
    assertThat(worst(problem, "she has 2+3=5 cats and so five tails in the house").share())
        .isEqualTo(1.0);
  }

  @Test
  void theTwentyWorstComeFirst() {
    Map<Integer, Problem> problems =
        IntStream.range(0, 30).boxed().collect(Collectors.toMap(i -> i, OverlapScanTest::numbered));
    OverlapScan scan = new OverlapScan(problems, 13);
    problems.forEach((i, problem) -> scan.add(words(i, 13 + i)));
    OverlapReport report = scan.report();
    assertThat(report.problems()).isEqualTo(30);
    assertThat(report.overlapping()).isEqualTo(30);
    assertThat(report.worst()).hasSize(20).extracting(OverlappingProblem::row).startsWith(29, 28);
  }

  @Test
  void whatWasFoundCanBeKept() {
    OverlapScan scan = new OverlapScan(Map.of(4, PROBLEM), 13);
    scan.add(QUESTION);
    OverlapScan other = new OverlapScan(Map.of(4, PROBLEM), 13);
    other.addFound(scan.found());
    assertThat(other.report()).isEqualTo(scan.report());
    assertThat(other.sha256()).isEqualTo(scan.sha256());
    assertThat(new OverlapScan(Map.of(4, PROBLEM), 12).sha256()).isNotEqualTo(scan.sha256());
  }

  @Test
  void gsm8kHoldsLittleOfItsOwnTestSet() throws IOException {
    assumeThat(GSM8K)
        .as("the GSM8K files are not here")
        .satisfies(p -> assertThat(Files.exists(p)).isTrue());
    Map<Integer, Problem> problems = new TreeMap<>();
    ProblemFile.read(GSM8K.resolve("test.jsonl"))
        .problems()
        .forEach(problem -> problems.put(problems.size(), problem));
    OverlapScan scan = new OverlapScan(problems, 13);
    ProblemFile.read(GSM8K.resolve("train.jsonl")).problems().stream()
        .map(PromptTemplate.DEFAULT::document)
        .forEach(scan::add);
    OverlapReport report = scan.report();
    System.out.println("GSM8K train against test: " + report);
    assertThat(report.problems()).isEqualTo(1319);
    assertThat(report.overlapping()).isBetween(1, 66);
  }

  private static Problem numbered(int i) {
    return new Problem(words(i, 60), "#### 1");
  }

  private static String words(int i, int count) {
    return IntStream.range(0, count)
        .mapToObj(j -> "w" + i + "x" + j)
        .collect(Collectors.joining(" "));
  }

  private static OverlapReport report(Problem problem, String text) {
    OverlapScan scan = new OverlapScan(Map.of(4, problem), 13);
    scan.add(text);
    return scan.report();
  }

  private static OverlappingProblem worst(Problem problem, String text) {
    List<OverlappingProblem> worst = report(problem, text).worst();
    assertThat(worst).hasSize(1);
    return worst.getFirst();
  }
}
