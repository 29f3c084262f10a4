package dev.foresight.model.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class EvaluationRequestTest {
  private static EvaluationRequest json(String fields) {
    return JsonMapper.shared().readValue("{" + fields + "}", EvaluationRequest.class);
  }

  @Test
  void whatIsLeftOutTakesItsDefault() {
    EvaluationRequest request = json("\"dataset\": \"test.jsonl\"").requireValid();
    assertThat(request).isEqualTo(EvaluationRequest.of("test.jsonl"));
    assertThat(request.exemplars()).isNull();
    assertThat(request.shots()).isEqualTo(8);
    assertThat(request.problems()).isNull();
    assertThat(request.problemSeed()).isZero();
    assertThat(request.temperatures()).containsExactly("0.2", "0.6", "0.8", "1.0");
    assertThat(request.topP()).isEqualTo("0.95");
    assertThat(request.samplesPerProblem()).isEqualTo(200);
    assertThat(request.k()).containsExactly(1, 10, 100);
    assertThat(request.maxNewTokens()).isEqualTo(256);
    assertThat(request.stopStrings()).containsExactly("\n\n", "Question:");
    assertThat(request.precision()).isEqualTo("bfloat16");
    assertThat(request.policies()).containsExactly("flexible-1", "strict-1");
    assertThat(request.template()).isEqualTo(PromptTemplate.DEFAULT);
  }

  @Test
  void whatIsGivenIsKept() {
    EvaluationRequest request =
        json("\"dataset\": \"d\", \"shots\": 0, \"temperatures\": [\"0\"], \"k\": [5]");
    assertThat(request.requireValid().shots()).isZero();
    assertThat(request.temperatures()).containsExactly("0");
    assertThat(request.k()).containsExactly(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "dataset|`\"dataset\": \" \"`",
        "shots|`\"shots\": -1`",
        "problems|`\"problems\": 0`",
        "problems|`\"problems\": []`",
        "problems|`\"problems\": [-1]`",
        "problems|`\"problems\": [3, 3]`",
        "shots|`\"shots\": 4, \"exemplars\": {\"file\": \"e\", \"first\": 3}`",
        "exemplars|`\"exemplars\": {\"first\": 3}`",
        "problems|`\"problems\": []`",
        "problems|`\"problems\": [-1]`",
        "problems|`\"problems\": [3, 3]`",
        "shots|`\"shots\": 4, \"exemplars\": {\"file\": \"e\", \"first\": 3}`",
        "exemplars|`\"exemplars\": {\"first\": 3}`",
        "temperatures|`\"temperatures\": []`",
        "temperatures|`\"temperatures\": [\"-0.1\"]`",
        "temperatures|`\"temperatures\": [\"NaN\"]`",
        "temperatures|`\"temperatures\": [\"1e3\"]`",
        "temperatures|`\"temperatures\": [\"0.2\", \"0.20\"]`",
        "topP|`\"topP\": \"0\"`",
        "topP|`\"topP\": \"1.01\"`",
        "topP|`\"topP\": \"most\"`",
        "k|`\"k\": []`",
        "k|`\"k\": [0]`",
        "k|`\"k\": [201]`",
        "k|`\"k\": [1, 1]`",
        "maxNewTokens|`\"maxNewTokens\": 0`",
        "stopStrings|`\"stopStrings\": [\"\"]`",
        "precision|`\"precision\": \"int8\"`",
        "policies|`\"policies\": []`",
        "template|`\"template\": {\"shot\": \"\", \"query\": \"{question}\"}`",
        "exemplars|`\"exemplars\": \"\"`"
      })
  void aBadFieldIsNamed(String field, String fields) {
    String dataset = field.equals("dataset") ? "" : "\"dataset\": \"d\", ";
    EvaluationRequest request = json(dataset + fields);
    assertThat(catchThrowableOfType(InvalidFieldsException.class, request::requireValid).errors())
        .extracting(FieldError::field)
        .containsOnly(field);
  }

  @Test
  void allBadFieldsAreListedAtOnce() {
    assertThatThrownBy(() -> json("\"samplesPerProblem\": 0").requireValid())
        .isInstanceOf(InvalidFieldsException.class)
        .hasMessageContaining("dataset must name a file")
        .hasMessageContaining("samplesPerProblem must be 1 or more, not 0")
        .hasMessageContaining("k must each be 1 to samplesPerProblem (0)");
    assertThat(List.of(new FieldError("a", "b"))).isNotEmpty();
  }

  @Test
  void exemplarsAreAFileOrAFileAndHowMany() {
    assertThat(json("\"dataset\": \"d\", \"exemplars\": \"e\"").exemplars())
        .isEqualTo(new Exemplars("e", null));
    EvaluationRequest request =
        json("\"dataset\": \"d\", \"exemplars\": {\"file\": \"e\", \"first\": 3}").requireValid();
    assertThat(request.exemplars()).isEqualTo(new Exemplars("e", 3));
    assertThat(request.shots()).isEqualTo(3);
  }

  @Test
  void problemsAreANumberOrRows() {
    assertThat(json("\"problems\": 5").problems()).isEqualTo(Subset.first(5));
    assertThat(json("\"problems\": [4, 0]").problems()).isEqualTo(Subset.of(List.of(4, 0)));
  }

  @Test
  void gsm8kIsAskedBehindItsTrainSplit() {
    assertThat(json("\"dataset\": \"gsm8k\"").exemplars()).isEqualTo(Exemplars.of("gsm8k-train"));
    assertThat(json("\"dataset\": \"gsm8k\", \"exemplars\": \"mine\"").exemplars())
        .isEqualTo(Exemplars.of("mine"));
  }
}
