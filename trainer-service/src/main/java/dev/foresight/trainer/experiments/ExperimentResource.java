package dev.foresight.trainer.experiments;

import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.ModelShape;
import dev.foresight.proto.Optimization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An experiment as REST shows it: what was asked for, with every default filled in, and its jobs.
 *
 * @param corpusSha256 SHA-256 of the training corpus
 * @param jobs each at its latest attempt
 */
record ExperimentResource(
    String id,
    String name,
    Instant submittedAt,
    String corpusSha256,
    ModelRequest model,
    List<Integer> predictTokens,
    List<Long> tokenBudgets,
    List<Long> seeds,
    OptimizationRequest optimization,
    EvaluationResource evaluation,
    List<JobResource> jobs,
    Map<String, String> links) {

  /**
   * How its checkpoints are evaluated.
   *
   * @param shots exemplars before each question
   * @param problems how many problems are asked
   */
  record EvaluationResource(
      String datasetSha256,
      int shots,
      int problems,
      List<String> temperatures,
      String topP,
      int samplesPerProblem,
      List<Integer> k,
      int maxNewTokens,
      List<String> stopStrings,
      String precision,
      List<String> policies) {}

  static final String PATH = "/api/v1/experiments";

  static String path(String id) {
    return PATH + "/" + id;
  }

  static ExperimentResource of(Experiment experiment, List<JobResource> jobs) {
    ExperimentSpec spec = experiment.getSpec();
    return new ExperimentResource(
        experiment.getExperimentId(),
        spec.getName(),
        Instant.ofEpochMilli(experiment.getSubmittedAtMillis()),
        spec.getData().getSources(0).getSha256(),
        model(spec.getShape()),
        spec.getPredictTokensList(),
        spec.getTokenBudgetsList(),
        spec.getSeedsList(),
        optimization(spec.getOptimization()),
        evaluation(spec.getEvaluation()),
        jobs,
        Map.of("self", path(experiment.getExperimentId())));
  }

  private static ModelRequest model(ModelShape shape) {
    return new ModelRequest(
        shape.getVocabularySize(),
        shape.getHiddenSize(),
        shape.getLayers(),
        shape.getAttentionHeads(),
        shape.getFeedForwardSize(),
        shape.getContextLength());
  }

  private static OptimizationRequest optimization(Optimization optimization) {
    return new OptimizationRequest(
        optimization.getBatchTokens(),
        new BigDecimal(optimization.getPeakLearningRate()),
        new BigDecimal(optimization.getWarmupShare()),
        new BigDecimal(optimization.getFinalShare()),
        new BigDecimal(optimization.getWeightDecay()),
        new BigDecimal(optimization.getGradientClipping()),
        optimization.getPrecision());
  }

  private static EvaluationResource evaluation(EvaluationSpec spec) {
    return new EvaluationResource(
        spec.getDatasetSha256(),
        spec.getExemplarsCount(),
        spec.getProblemsCount(),
        spec.getTemperaturesList(),
        spec.getTopP(),
        spec.getSamplesPerProblem(),
        spec.getKList(),
        spec.getMaxNewTokens(),
        spec.getStopStringsList(),
        spec.getPrecision(),
        spec.getPoliciesList());
  }
}
