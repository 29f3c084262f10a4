package dev.foresight.scorer.results;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/results")
@Tag(name = "statistics", description = "Estimates, comparisons and verdicts from the same tallies")
class StatisticsController {
  private static final String POLICY = "Grading policy; default: the evaluation's primary one";
  private static final String POLICIES = "Grading policies; default: the evaluation's";
  private static final String KS = "1 to the samples a problem; default: the evaluation's";
  private static final String CSV = "text/csv;charset=UTF-8";

  private final EvaluationStatistics evaluations;
  private final Comparisons comparisons;
  private final Verdicts verdicts;
  private final Envelopes envelopes;

  StatisticsController(
      EvaluationStatistics evaluations,
      Comparisons comparisons,
      Verdicts verdicts,
      Envelopes envelopes) {
    this.evaluations = evaluations;
    this.comparisons = comparisons;
    this.verdicts = verdicts;
    this.envelopes = envelopes;
  }

  @GetMapping("/evaluations/{id}/pass-at-k")
  @Operation(
      summary = "Every temperature of an evaluation, with progress, estimates and all statistics",
      description =
          "pass@k and pass^k at any k, avg@n, maj@n and the curve over all k, from the same tallies,"
              + " with intervals over problems and standard errors of sampling.")
  EvaluationResults evaluation(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @Parameter(description = KS, example = "[1, 5, 50]") @RequestParam(required = false)
          @Nullable List<Integer> k,
      @Parameter(description = POLICIES, example = "[\"flexible-1\"]")
          @RequestParam(required = false)
          @Nullable List<String> policy) {
    return evaluations.results(id, k, policy);
  }

  @GetMapping(path = "/evaluations/{id}/pass-at-k.csv", produces = CSV)
  @Operation(summary = "The same statistics, a line for each temperature, policy, measure and k")
  ResponseEntity<String> csv(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @Parameter(description = KS, example = "[1, 5, 50]") @RequestParam(required = false)
          @Nullable List<Integer> k,
      @Parameter(description = POLICIES, example = "[\"flexible-1\"]")
          @RequestParam(required = false)
          @Nullable List<String> policy) {
    return fresh(new StatisticsCsv(evaluations.results(id, k, policy)).text());
  }

  @GetMapping(path = "/evaluations/{id}/tallies.csv", produces = CSV)
  @Operation(summary = "Right samples by temperature, problem and policy")
  ResponseEntity<String> tallies(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @Parameter(description = POLICIES, example = "[\"flexible-1\"]")
          @RequestParam(required = false)
          @Nullable List<String> policy) {
    return fresh(new TalliesCsv(id, evaluations.tallies(id, policy)).text());
  }

  @GetMapping("/comparison")
  @Operation(
      summary = "Any two cells, problem by problem",
      description =
          "Each side is a cell (evaluation/temperature), or several that differ in their training"
              + " seed: repeat the parameter. The difference is a less b.")
  Comparison compare(
      @Parameter(description = "Cells: evaluation/temperature", example = "[\"9f2c/0.6\"]")
          @RequestParam
          List<String> a,
      @Parameter(description = "Cells to compare with", example = "[\"41d0/0.6\"]") @RequestParam
          List<String> b,
      @Parameter(description = KS, example = "[1, 10]") @RequestParam(required = false)
          @Nullable List<Integer> k,
      @Parameter(description = POLICY, example = "flexible-1") @RequestParam(required = false)
          @Nullable String policy) {
    return comparisons.compare(a, b, k, policy);
  }

  @GetMapping("/experiments/{id}/verdict")
  @Operation(
      summary = "Which number of predicted tokens leads at each budget, and whether that turns",
      description = "At the temperature and k that were declared before sampling.")
  VerdictResult verdict(
      @Parameter(description = "Id of an experiment", example = "9f2c") @PathVariable String id,
      @Parameter(description = POLICY, example = "flexible-1") @RequestParam(required = false)
          @Nullable String policy) {
    return verdicts.verdict(id, policy);
  }

  @GetMapping("/experiments/{id}/envelope")
  @Operation(
      summary = "The best temperature for each model and k",
      description = EnvelopeResult.CAVEAT)
  EnvelopeResult envelope(
      @Parameter(description = "Id of an experiment", example = "9f2c") @PathVariable String id,
      @Parameter(description = KS, example = "[1, 10, 100]") @RequestParam(required = false)
          @Nullable List<Integer> k,
      @Parameter(description = POLICY, example = "flexible-1") @RequestParam(required = false)
          @Nullable String policy) {
    return envelopes.envelope(id, k, policy);
  }

  private static ResponseEntity<String> fresh(String text) {
    return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(text);
  }
}
