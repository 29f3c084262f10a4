package dev.foresight.trainer.experiments;

import dev.foresight.model.problems.Benchmark;
import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Exemplar;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.Optimization;
import dev.foresight.proto.PromptTemplate;
import dev.foresight.proto.Source;
import dev.foresight.proto.TrainingData;
import java.math.BigDecimal;

/** Specifications from requests that were checked. */
final class Specifications {
  private Specifications() {}

  static ExperimentSpec of(ExperimentRequest request, ProblemFile corpus, Benchmark benchmark) {
    return ExperimentSpec.newBuilder()
        .setName(request.name())
        .setData(data(corpus))
        .setShape(shape(request.model()))
        .addAllPredictTokens(request.predictTokens())
        .addAllTokenBudgets(request.tokenBudgets())
        .addAllSeeds(request.seeds())
        .setOptimization(optimization(request.optimization()))
        .setEvaluation(evaluation(benchmark))
        .build();
  }

  private static TrainingData data(ProblemFile corpus) {
    Source problems = Source.newBuilder().setSha256(corpus.sha256()).setFormat("problems").build();
    return TrainingData.newBuilder().addSources(problems).build();
  }

  private static ModelShape shape(ModelRequest model) {
    return ModelShape.newBuilder()
        .setVocabularySize(model.vocabularySize())
        .setHiddenSize(model.hiddenSize())
        .setLayers(model.layers())
        .setAttentionHeads(model.attentionHeads())
        .setFeedForwardSize(model.feedForwardSize())
        .setContextLength(model.contextLength())
        .build();
  }

  private static Optimization optimization(OptimizationRequest optimization) {
    return Optimization.newBuilder()
        .setBatchTokens(optimization.batchTokens())
        .setPeakLearningRate(text(optimization.peakLearningRate()))
        .setWarmupShare(text(optimization.warmupShare()))
        .setFinalShare(text(optimization.finalShare()))
        .setWeightDecay(text(optimization.weightDecay()))
        .setGradientClipping(text(optimization.gradientClipping()))
        .setPrecision(optimization.precision())
        .build();
  }

  /** One text for each value, so that 1e-3 and 0.0010 are the same experiment. */
  private static String text(BigDecimal rate) {
    return rate.stripTrailingZeros().toPlainString();
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
