package dev.foresight.sampler.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProblemTally;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Evaluation EVALUATION =
      Evaluation.newBuilder()
          .setEvaluationId("e")
          .setSpec(
              EvaluationSpec.newBuilder()
                  .addAllTemperatures(List.of("0.2", "1.0"))
                  .addAllProblems(List.of(7, 3))
                  .setSamplesPerProblem(10))
          .build();

  @Test
  void nothingIsCountedBeforeTheFirstCell() {
    var progress = new Progress(EVALUATION, List.of());
    assertThat(progress.wanted()).isEqualTo(40);
    assertThat(progress.counted()).isZero();
    assertThat(progress.isComplete()).isFalse();
    assertThat(progress.demand().counted()).isEmpty();
  }

  @Test
  void aProblemIsAsFarAsItsTemperatureWithFewestSamples() {
    var one = new Progress(EVALUATION, List.of(cell(false, Map.of(7, 10, 3, 4))));
    assertThat(one.counted()).isEqualTo(14);
    assertThat(one.demand().counted()).isEmpty();
    var both =
        new Progress(
            EVALUATION, List.of(cell(false, Map.of(7, 10, 3, 4)), cell(false, Map.of(7, 6))));
    assertThat(both.demand().counted()).isEqualTo(Map.of(7, 6));
  }

  @Test
  void isCompleteWhenEveryTemperatureIs() {
    var done = cell(true, Map.of(7, 10, 3, 10));
    assertThat(new Progress(EVALUATION, List.of(done)).isComplete()).isFalse();
    assertThat(new Progress(EVALUATION, List.of(done, done)).isComplete()).isTrue();
  }

  private static PassAtK cell(boolean complete, Map<Integer, Integer> counted) {
    var cell = PassAtK.newBuilder().setComplete(complete);
    counted.forEach(
        (problem, n) -> cell.addProblems(ProblemTally.newBuilder().setProblem(problem).setN(n)));
    return cell.build();
  }
}
