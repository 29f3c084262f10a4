package dev.foresight.trainer.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.trainer.requests.ModelRequest;
import dev.foresight.trainer.requests.OptimizationRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as REST shows it: what was asked for, with every default filled in, and its jobs.
 *
 * @param announceAt token counts at which runs announce a checkpoint beside those of the budgets
 * @param initialCheckpoint the checkpoint that every run starts from; none for random weights
 * @param evaluation none if the checkpoints are not evaluated
 * @param verdict the cell at which numbers of heads are compared
 * @param jobs each at its latest attempt
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExperimentResource(
    String id,
    String name,
    Instant submittedAt,
    DataResource data,
    ModelRequest model,
    List<Integer> predictTokens,
    List<Long> tokenBudgets,
    List<Long> seeds,
    List<Long> announceAt,
    @Nullable String initialCheckpoint,
    OptimizationRequest optimization,
    @Nullable EvaluationResource evaluation,
    @Nullable VerdictResource verdict,
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

  /**
   * Where the experiment is decided.
   *
   * @param declared false where nothing was said: then the first of the evaluation's temperatures
   *     and the first of its k
   */
  record VerdictResource(String temperature, int k, boolean declared) {
    static VerdictResource of(ExperimentSpec spec) {
      if (spec.hasVerdict()) {
        return new VerdictResource(
            spec.getVerdict().getTemperature(), spec.getVerdict().getK(), true);
      }
      var evaluation = spec.getEvaluation();
      return new VerdictResource(
          evaluation.getTemperaturesList().stream().findFirst().orElse(""),
          evaluation.getKList().stream().findFirst().orElse(1),
          false);
    }
  }

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
        DataResource.of(spec.getData()),
        ModelRequest.of(spec.getShape()),
        spec.getPredictTokensList(),
        spec.getTokenBudgetsList(),
        spec.getSeedsList(),
        spec.getAnnounceAtList(),
        spec.getInitialCheckpointId().isEmpty() ? null : spec.getInitialCheckpointId(),
        OptimizationRequest.of(spec.getOptimization()),
        spec.hasEvaluation() ? evaluation(spec.getEvaluation()) : null,
        spec.hasEvaluation() ? VerdictResource.of(spec) : null,
        jobs,
        Map.of("self", path(experiment.getExperimentId())));
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
