package dev.foresight.scorer.grading;

import static dev.foresight.scorer.grading.GradingPolicy.LM_EVAL_GSM8K_COT_STRICT_1;
import static dev.foresight.scorer.grading.GradingPolicy.LM_EVAL_GSM8K_FLEXIBLE_1;
import static dev.foresight.scorer.grading.GradingPolicy.LM_EVAL_GSM8K_STRICT_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What lm-evaluation-harness' rules do, right or wrong: figures must be comparable. */
class HarnessReadingTest {

  @Test
  void strictMatchTakesTheFirstMarkerAndFlexibleExtractTheLastNumber() {
    var text = "9*2=18\n#### 18\n#### 20 or so, 25 at most";

    assertThat(LM_EVAL_GSM8K_STRICT_1.answer(text)).contains("18");
    assertThat(LM_EVAL_GSM8K_FLEXIBLE_1.answer(text)).contains("25");
  }

  @Test
  void aMarkerWantsItsSpace() {
    assertThat(LM_EVAL_GSM8K_STRICT_1.answer("####18")).isEmpty();
    assertThat(LM_EVAL_GSM8K_STRICT_1.answer("#### $18")).isEmpty();
  }

  @Test
  void chainOfThoughtDropsADigitWhereNothingFollows() {
    assertThat(LM_EVAL_GSM8K_COT_STRICT_1.answer("The answer is 18")).contains("1");
    assertThat(LM_EVAL_GSM8K_COT_STRICT_1.answer("The answer is 18\nSo.")).contains("1");
    assertThat(LM_EVAL_GSM8K_COT_STRICT_1.answer("The answer is 18.\nSo.")).contains("18");
    assertThat(LM_EVAL_GSM8K_COT_STRICT_1.answer("The answer is 8")).isEmpty();
    assertThat(LM_EVAL_GSM8K_COT_STRICT_1.answer("the answer is 18.")).isEmpty();
  }

  @Test
  void textsAreComparedAndNotNumbers() {
    var reference = Reference.of("1,450");

    assertThat(LM_EVAL_GSM8K_STRICT_1.grade("#### 1,4,5,0.", reference).right()).isTrue();
    assertThat(LM_EVAL_GSM8K_STRICT_1.grade("#### 1450.0", reference).right()).isFalse();
    assertThat(LM_EVAL_GSM8K_STRICT_1.grade("#### 01450", reference).right()).isFalse();
    assertThat(LM_EVAL_GSM8K_FLEXIBLE_1.grade("$1,450..", reference))
        .isEqualTo(new Verdict("1450.", false));
  }

  @Test
  void oneDigitIsANumberOnlyWhereNoLongerRunIs() {
    assertThat(LM_EVAL_GSM8K_FLEXIBLE_1.answer("He has 7")).contains("7");
    assertThat(LM_EVAL_GSM8K_FLEXIBLE_1.answer("He has 7, then.")).contains("7");
    assertThat(LM_EVAL_GSM8K_FLEXIBLE_1.answer("He has 7 of them ...")).contains("..");
    assertThat(LM_EVAL_GSM8K_FLEXIBLE_1.answer("He has 7 for $$")).isEmpty();
  }

  @Test
  void eachTaskStopsWhereItStopsGenerating() {
    var text = "It is 18.\nQ: How many? 20\nQuestion: 25";

    assertThat(LM_EVAL_GSM8K_FLEXIBLE_1.answer(text)).contains("20");
    assertThat(LM_EVAL_GSM8K_FLEXIBLE_1.answer("18</s>20")).contains("18");
    assertThat(LM_EVAL_GSM8K_COT_STRICT_1.answer("Q: The answer is 18.")).isEmpty();
  }

  @Test
  void aReferenceMayStandBehindItsWorking() {
    assertThat(LM_EVAL_GSM8K_STRICT_1.grade("#### 60", Reference.of("Sixty.\n#### 60")).right())
        .isTrue();
  }
}
