package dev.foresight.scorer.samples;

import dev.foresight.scorer.samples.Samples.Query;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/results/evaluations/{id}")
@Tag(name = "samples", description = "What was asked and answered, sample by sample")
class SamplesController {
  private static final String POLICY = "Grading policy; default: the evaluation's primary one";
  private static final String POLICIES = "Grading policies; default: the evaluation's";
  private static final String TEMPERATURE = "One of the evaluation's; default: all";
  private static final String PROBLEM = "Row of the dataset; default: all";
  private static final String CSV = "text/csv;charset=UTF-8";
  private static final String JSON_LINES = "application/jsonl;charset=UTF-8";
  private static final int BUFFER = 1 << 16;
  private static final String OFFSET = "How many to skip";
  private static final String LIMIT = "At most so many, 1 to 200";
  private static final String FIFTY = "50";

  private final Samples samples;
  private final ProblemsOfEvaluation problems;
  private final SampleExport export;

  SamplesController(Samples samples, ProblemsOfEvaluation problems, SampleExport export) {
    this.samples = samples;
    this.problems = problems;
    this.export = export;
  }

  @GetMapping("/samples")
  @Operation(
      summary = "Samples with their texts and verdicts, by problem, temperature and index",
      description =
          "Every filter may be left out. Texts arrive about a second after they are counted. A"
              + " filter by verdict grades all that the other filters leave.")
  SamplesPage samples(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @Parameter(description = TEMPERATURE, example = "0.6") @RequestParam(required = false)
          @Nullable String temperature,
      @Parameter(description = PROBLEM, example = "3") @RequestParam(required = false)
          @Nullable Integer problem,
      @Parameter(description = POLICY, example = "flexible-1") @RequestParam(required = false)
          @Nullable String policy,
      @Parameter(description = "Right under the policy, or not") @RequestParam(required = false)
          @Nullable Boolean correct,
      @Parameter(
              description = "In the policy's normal form; empty for samples without an answer",
              example = "18")
          @RequestParam(required = false)
          @Nullable String answer,
      @Parameter(description = OFFSET) @RequestParam(defaultValue = "0") int offset,
      @Parameter(description = LIMIT) @RequestParam(defaultValue = FIFTY) int limit) {
    var query = new Query(temperature, problem, policy, correct, answer);
    return samples.page(id, query, Page.of(offset, limit));
  }

  @GetMapping(path = "/samples.csv", produces = CSV)
  @Operation(
      summary = "All samples as CSV, with an answer and a verdict for each policy",
      description = "By problem, temperature and index; written while it is read.")
  void csv(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @Parameter(description = TEMPERATURE, example = "0.6") @RequestParam(required = false)
          @Nullable String temperature,
      @Parameter(description = PROBLEM, example = "3") @RequestParam(required = false)
          @Nullable Integer problem,
      @Parameter(description = POLICIES, example = "[\"flexible-1\"]")
          @RequestParam(required = false)
          @Nullable List<String> policy,
      HttpServletResponse response)
      throws IOException {
    var samples = export.of(id, temperature, problem, policy);
    samples.csv(writer(response, CSV));
  }

  @GetMapping(path = "/samples.jsonl", produces = JSON_LINES)
  @Operation(
      summary = "All samples as JSON Lines, an object a line",
      description = "By problem, temperature and index; written while it is read.")
  void jsonLines(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @Parameter(description = TEMPERATURE, example = "0.6") @RequestParam(required = false)
          @Nullable String temperature,
      @Parameter(description = PROBLEM, example = "3") @RequestParam(required = false)
          @Nullable Integer problem,
      @Parameter(description = POLICIES, example = "[\"flexible-1\"]")
          @RequestParam(required = false)
          @Nullable List<String> policy,
      HttpServletResponse response)
      throws IOException {
    var samples = export.of(id, temperature, problem, policy);
    samples.jsonLines(writer(response, JSON_LINES));
  }

  private static Writer writer(HttpServletResponse response, String type) throws IOException {
    response.setContentType(type);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    return new BufferedWriter(
        new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8), BUFFER);
  }

  @GetMapping("/problems")
  @Operation(
      summary = "The problems of an evaluation in its order, and how each went",
      description = "Counts are those of the latest results, under the primary policy.")
  ProblemsPage problems(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @Parameter(description = OFFSET) @RequestParam(defaultValue = "0") int offset,
      @Parameter(description = LIMIT) @RequestParam(defaultValue = FIFTY) int limit) {
    return problems.page(id, Page.of(offset, limit));
  }

  @GetMapping("/problems/{problem}")
  @Operation(summary = "The whole prompt of a problem, and how often each answer was given")
  ProblemAnswers problem(
      @Parameter(description = "Id of an evaluation", example = "9f2c") @PathVariable String id,
      @Parameter(description = "Row of the dataset", example = "3") @PathVariable int problem,
      @Parameter(description = "Default: the evaluation's first", example = "0.6")
          @RequestParam(required = false)
          @Nullable String temperature,
      @Parameter(description = POLICY, example = "flexible-1") @RequestParam(required = false)
          @Nullable String policy) {
    return problems.answers(id, problem, temperature, policy);
  }
}
