package dev.foresight.model.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PromptTemplateTest {
  private static final Problem EGGS = new Problem("How many?", "2+2=<<2+2=4>>4\n#### 4");

  @Test
  void shotsComeBeforeTheQuestionWithoutCalculatorMarks() {
    assertThat(PromptTemplate.DEFAULT.prompt(List.of(EGGS, EGGS), "Why?"))
        .isEqualTo(
            """
            Question: How many?
            Answer: 2+2=4
            #### 4

            Question: How many?
            Answer: 2+2=4
            #### 4

            Question: Why?
            Answer:""");
  }

  @Test
  void aTrainingDocumentIsAShot() {
    assertThat(PromptTemplate.DEFAULT.prompt(List.of(EGGS), "Why?"))
        .startsWith(PromptTemplate.DEFAULT.document(EGGS));
  }

  @Test
  void placeholdersInsideAProblemAreLeftAlone() {
    Problem problem = new Problem("What is {answer}?", "{question}\n#### 1");
    assertThat(new PromptTemplate("{question}|{answer}", "{question}").document(problem))
        .isEqualTo("What is {answer}?|{question}\n#### 1");
  }

  @Test
  void aTemplateWithoutItsPlaceholdersIsIncomplete() {
    assertThat(PromptTemplate.DEFAULT.isComplete()).isTrue();
    assertThat(new PromptTemplate("{question}", "{question}").isComplete()).isFalse();
    assertThat(new PromptTemplate("{question}{answer}", "").isComplete()).isFalse();
    assertThat(JsonMapper.shared().readValue("{}", PromptTemplate.class).isComplete()).isFalse();
  }
}
