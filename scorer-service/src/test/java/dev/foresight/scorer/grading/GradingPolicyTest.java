package dev.foresight.scorer.grading;

import static dev.foresight.scorer.grading.GradingPolicy.FLEXIBLE_1;
import static dev.foresight.scorer.grading.GradingPolicy.STRICT_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.proto.GradingPolicies;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each case is an output that some grader in use gets wrong, with the verdict of a careful person.
 */
class GradingPolicyTest {

  @Test
  void whatEvaluationsMayNameIsWhatCanBeGraded() {
    assertThat(GradingPolicy.values())
        .extracting(GradingPolicy::id)
        .containsExactlyElementsOf(GradingPolicies.KNOWN);
  }

  @ParameterizedTest(name = "''{0}'' answers {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          The answer is 18                                   | 18
          The answer is 18.                                  | 18
          The answer is $18                                  | 18
          The answer is 18.00                                | 18
          The answer is 2,125                                | 2125
          The answer is 2,125,000.50.                        | 2125000.5
          The answer is -$10                                 | -10
          The answer is $-10.                                | -10
          The answer is \u221210                             | -10
          The answer is 20%                                  | 20
          The answer is 18 dollars per day                   | 18
          The answer is 18, because 9*2=18, not 20           | 18
          12. Wait, no. The answer is 18.                    | 18
          The answer is 12. Wait, no. The answer is 18.      | 18
          The answer is 18...                                | 18
          The answer is **18**                               | 18
          The answer is: **$18**.                            | 18
          **The answer is 18.**                              | 18
          The answer is $\\boxed{18}$.                       | 18
          The answer is \\boxed{18}                          | 18
          The answer is \\(18\\).                            | 18
          The answer is 9{,}500                              | 9500
          The answer is 1.8e3                                | 1800
          The answer is 1 800                                | 1800
          The answer is 1\u00a0800 euros                     | 1800
          The answer is US$18                                | 18
          The final answer is 18                             | 18
          THE ANSWER IS 18                                   | 18
          The answer is 9 * 2 = 18.                          | 18
          The answer is $9*2=$18 a day, 20 with the tip.     | 18
          The answer is 18 = 9 * 2.                          | 18
          The answer is 2 million.                           | 2000000
          The answer is 3/4.                                 | 0.75
          The answer is .5                                   | 0.5
          The answer is 18.Then he sleeps for 8 hours.       | 18
          9 * 2 = 18\\n#### 18                               | 18
          ####18                                             | 18
          #### -3,000                                        | -3000
          The answer is 12.\\n#### 18                        | 18
          #### 12\\nSorry. The answer is 18.                  | 18
          """)
  void bothPoliciesReadAnAnchoredAnswer(String completion, String answer) {
    var text = unescaped(completion);

    assertThat(STRICT_1.answer(text)).contains(answer);
    assertThat(FLEXIBLE_1.answer(text)).contains(answer);
  }

  @ParameterizedTest(name = "''{0}'' answers {1} where the last number counts")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          18.                                 | 18
          $18                                 | 18
          So 9 * 2 = 18.00                    | 18
          2,125                               | 2125
          -$10                                | -10
          \u221210                            | -10
          20%                                 | 20
          18 dollars per day                  | 18
          18...                               | 18
          **18**                              | 18
          \\boxed{18}                         | 18
          9{,}500                             | 9500
          1.8e3                               | 1800
          1 800                               | 1800
          20-2=18                             | 18
          He keeps 20-2                       | 2
          (9)-2                               | 2
          Answer: 18                          | 18
          She uses plan B12 for 18 days       | 18
          The answer is obvious: 9 and 9, 18. | 18
          """)
  void onlyTheFlexiblePolicyTakesALastNumber(String completion, String answer) {
    var text = unescaped(completion);

    assertThat(FLEXIBLE_1.answer(text)).contains(answer);
    assertThat(STRICT_1.answer(text)).isEmpty();
  }

  @ParameterizedTest(name = "''{0}'' answers nothing")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``
          ,
          .
          The answer is ,
          The answer is .
          The answer is eighteen
          #### none
          The answer is 1/3
          """)
  void neitherPolicyMakesAnAnswerUp(String completion) {
    assertThat(STRICT_1.answer(completion)).isEmpty();
    assertThat(FLEXIBLE_1.answer(completion)).isEmpty();
  }

  @Test
  @DisplayName("0.2 is wrong where 20 is right: nothing is rescaled")
  void aShareIsNotAPercentage() {
    assertThat(FLEXIBLE_1.grade("The answer is 0.2", Reference.of("20")))
        .isEqualTo(new Verdict("0.2", false));
  }

  @Test
  void aRunOnIntoTheNextQuestionIsNotRead() {
    var completion = " The answer is 18.\nQuestion: How many?\nAnswer: The answer is 20.";

    assertThat(STRICT_1.answer(completion)).contains("18");
    assertThat(FLEXIBLE_1.answer(completion)).contains("18");
    assertThat(FLEXIBLE_1.answer(" She has 18\nQuestion: 20?")).contains("18");
  }

  @Test
  void anUnfinishedExpressionIsNoFinalAnswer() {
    assertThat(STRICT_1.answer("The answer is 18 - 3")).isEmpty();
    assertThat(STRICT_1.answer("The answer is 18.5-3")).isEmpty();
    assertThat(STRICT_1.answer("The answer is 1 800 * 3")).isEmpty();
    assertThat(STRICT_1.answer("The answer is 1,25")).isEmpty();
  }

  @Test
  void aHugeExponentIsNotWrittenOut() {
    assertThat(FLEXIBLE_1.answer("1e999999999")).isPresent();
    assertThat(FLEXIBLE_1.answer("The answer is 1e99").orElseThrow()).hasSize(100);
  }

  @Test
  void policiesAreFoundByNameAndVersion() {
    assertThat(GradingPolicy.of("strict-1")).contains(STRICT_1);
    assertThat(GradingPolicy.of("flexible-1")).contains(FLEXIBLE_1);
    assertThat(GradingPolicy.of("flexible")).isEmpty();
  }

  @Test
  void referencesAreReadAsGsm8kWritesThem() {
    assertThat(Answer.reference("1,450")).hasToString("1450");
    assertThat(Answer.reference("-10")).hasToString("-10");
    assertThat(Answer.reference("Sixty.\n#### 60")).hasToString("60");
    assertThat(Answer.reference(" $18.00 ")).isEqualTo(Answer.reference("18"));
    assertThatThrownBy(() -> Answer.reference("eighteen"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'eighteen' is not a number");
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n");
  }
}
