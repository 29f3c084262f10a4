package dev.foresight.trainer.requests;

import dev.foresight.model.problems.Benchmark;
import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.model.problems.Problem;
import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Exemplar;
import dev.foresight.proto.PromptTemplate;
import java.math.BigDecimal;

/** Specifications from requests that were checked. */
public final class Specifications {
  private Specifications() {}

  /** One text for each value, so that 1e-3 and 0.0010 are the same experiment. */
  static String text(BigDecimal rate) {
    return rate.stripTrailingZeros().toPlainString();
  }

  /** The evaluation that {@code benchmark} asks for, and where its dataset was found. */
  public static EvaluationPlan plan(Benchmark benchmark) {
    return EvaluationPlan.newBuilder()
        .setSpec(evaluation(benchmark))
        .setDatasetLocation(benchmark.dataset().path().toString())
        .build();
  }

  private static EvaluationSpec evaluation(Benchmark benchmark) {
    EvaluationRequest evaluation = benchmark.request();
    return EvaluationSpec.newBuilder()
        .setDatasetSha256(benchmark.dataset().sha256())
        .addAllExemplars(benchmark.shots().stream().map(Specifications::exemplar).toList())
        .setTemplate(
            PromptTemplate.newBuilder()
                .setShot(evaluation.template().shot())
                .setQuery(evaluation.template().query()))
        .addAllTemperatures(evaluation.temperatures())
        .setTopP(evaluation.topP())
        .setSamplesPerProblem(evaluation.samplesPerProblem())
        .addAllK(evaluation.k())
        .setMaxNewTokens(evaluation.maxNewTokens())
        .addAllStopStrings(evaluation.stopStrings())
        .addAllProblems(benchmark.rows())
        .setPrecision(evaluation.precision())
        .addAllPolicies(evaluation.policies())
        .build();
  }

  private static Exemplar exemplar(Problem problem) {
    return Exemplar.newBuilder()
        .setQuestion(problem.question())
        .setAnswer(problem.plainAnswer())
        .build();
  }
}
