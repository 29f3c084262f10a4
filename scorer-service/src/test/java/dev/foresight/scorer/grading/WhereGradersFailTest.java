package dev.foresight.scorer.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Outputs that some grader in use gets wrong, with the verdict of a careful person, who is of one
 * mind with flexible-1 everywhere. Beside it the verdicts of all policies that call the output
 * right, of s(trict-1), f(lexible-1), and lm-evaluation-harness' S(trict), F(lexible) and C(hain of
 * thought).
 */
class WhereGradersFailTest {
  private static final List<GradingPolicy> POLICIES = List.of(GradingPolicy.values());
  private static final String LETTERS = "sfSFC";

  @ParameterizedTest(name = "{0}: ''{1}'' for {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a full stop                     | 18.                                          | 18    | right |  fF
          a full stop behind the phrase   | The answer is 18.                            | 18    | right | sfFC
          no full stop behind the phrase  | The answer is 18                             | 18    | right | sfF
          no full stop, a line goes on    | The answer is 18 .                           | 18    | right | sfFC
          a marker                        | 9 * 2 = 18\\n#### 18                          | 18    | right | sfSF
          dollars                         | $18                                          | 18    | right |  fF
          dollars behind the phrase       | The answer is $18.                           | 18    | right | sfF
          decimals                        | 18.00                                        | 18    | right |  f
          decimals behind the phrase      | The answer is 18.00.                         | 18    | right | sf
          a thousands comma               | 2,125                                        | 2125  | right |  fF
          a comma in the reference        | The answer is 2125.                          | 2,125 | right | sfFC
          negative dollars                | -$10                                         | -10   | right |  fF
          negative dollars, phrase        | The answer is -$10.                          | -10   | right | sfF
          a Unicode minus                 | The answer is \u221210.                      | -10   | right | sf
          a minus that was lost           | The answer is \u221210.                      | 10    | wrong |  F
          a percentage                    | The answer is 20%.                           | 20    | right | sfFC
          a share for a percentage        | The answer is 0.2.                           | 20    | wrong |  ``
          a unit and more                 | The answer is 18 dollars per day             | 18    | right | sfFC
          a bare unit                     | 18 dollars per day                           | 18    | right |  fF
          a reason behind the answer      | The answer is 18, because 9*2=18, not 20     | 18    | right | sfC
          its last number                 | The answer is 18, because 9*2=18, not 20     | 20    | wrong |  F
          a run-on into the next question | The answer is 18.\\nQuestion: 20 apples? 5    | 18    | right | sfFC
          a run-on's number               | The answer is 18.\\nQuestion: 20 apples? 5    | 5     | wrong |  ``
          a change of mind                | 12. Wait, no. The answer is 18.              | 18    | right | sfFC
          a change of mind, said twice    | The answer is 12. Wait, no. The answer is 18. | 18    | right | sfF
          an ellipsis                     | 18...                                        | 18    | right |  f
          an ellipsis behind the phrase   | The answer is 18...                          | 18    | right | sf
          bold                            | **18**                                       | 18    | right |  fF
          bold behind the phrase          | The answer is **18**.                        | 18    | right | sfF
          a LaTeX box                     | \\boxed{18}                                  | 18    | right |  fF
          a LaTeX box behind the phrase   | The answer is $\\boxed{18}$.                 | 18    | right | sf
          a LaTeX comma                   | The answer is 9{,}500.                       | 9500  | right | sf
          an exponent                     | The answer is 1.8e3.                         | 1800  | right | sf
          a space for thousands           | The answer is 1 800.                         | 1800  | right | sf
          the space's tail                | The answer is 1 800.                         | 800   | wrong |  F
          a lone comma                    | ,                                            | 18    | wrong |  ``
          a lone comma behind the phrase  | The answer is , or so                        | 18    | wrong |  ``
          """)
  void thisIsTheVerdictOfACarefulPerson(
      String name, String completion, String reference, String verdict, String right) {
    var text = completion.replace("\\n", "\n");
    var calledRight =
        POLICIES.stream()
            .filter(policy -> policy.grade(text, Reference.of(reference)).right())
            .map(policy -> LETTERS.charAt(POLICIES.indexOf(policy)))
            .map(String::valueOf)
            .toList();

    assertThat(String.join("", calledRight)).as(name).isEqualTo(right.strip());
    assertThat(calledRight.contains("f")).isEqualTo(verdict.equals("right"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "strict-1",
    "flexible-1",
    "lm-eval-gsm8k-strict-1",
    "lm-eval-gsm8k-flexible-1",
    "lm-eval-gsm8k-cot-strict-1"
  })
  void everyPolicyIsNamedAndVersioned(String id) {
    assertThat(Arrays.stream(GradingPolicy.values()).map(GradingPolicy::id)).contains(id);
    assertThat(GradingPolicy.of(id)).get().extracting(GradingPolicy::id).isEqualTo(id);
  }
}
