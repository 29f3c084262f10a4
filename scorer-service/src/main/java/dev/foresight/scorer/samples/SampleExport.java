package dev.foresight.scorer.samples;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.foresight.proto.Evaluation;
import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.results.Csv;
import dev.foresight.scorer.samples.SampleResult.VerdictResult;
import dev.foresight.scorer.texts.Selection;
import dev.foresight.scorer.texts.StoredSample;
import dev.foresight.scorer.texts.TextStore;
import dev.foresight.scorer.texts.Texts;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * All samples of an evaluation as text, written while they are read: memory does not grow with
 * their number.
 */
@Component
class SampleExport {
  private static final List<String> COLUMNS =
      List.of(
          "evaluation",
          "problem",
          "temperature",
          "index",
          "finish_reason",
          "tokens",
          "model_log_probability",
          "sampled_log_probability",
          "question",
          "reference",
          "text");

  private final Samples samples;
  private final TextStore texts;
  private final JsonMapper json;

  SampleExport(Samples samples, TextStore texts, JsonMapper json) {
    this.samples = samples;
    this.texts = texts;
    this.json = json;
  }

  /** A query that was found valid: nothing is written before that. */
  final class Export {
    private final String evaluation;
    private final Texts selected;
    private final List<GradingPolicy> policies;
    private final Grader grader = new Grader();

    private Export(String evaluation, Texts selected, List<GradingPolicy> policies) {
      this.evaluation = evaluation;
      this.selected = selected;
      this.policies = policies;
    }

    /** A header and a line for each sample, with two columns for each policy. */
    void csv(Writer to) throws IOException {
      to.write(header() + "\r\n");
      selected.read(
          sample -> {
            to.write(line(sample) + "\r\n");
            return true;
          });
      to.flush();
    }

    private String header() {
      var header = new ArrayList<>(COLUMNS);
      for (var policy : policies) {
        header.add(policy.id() + " answer");
        header.add(policy.id() + " correct");
      }
      return Csv.line(header.toArray());
    }

    private String line(StoredSample sample) {
      var fields =
          new ArrayList<Object>(
              List.of(
                  evaluation,
                  sample.problem(),
                  sample.temperature(),
                  sample.index(),
                  sample.finishReason(),
                  sample.tokens(),
                  sample.modelLogProbability(),
                  sample.sampledLogProbability(),
                  sample.question(),
                  sample.referenceAnswer(),
                  sample.text()));
      for (VerdictResult verdict : grader.verdicts(sample, policies)) {
        fields.add(Objects.toString(verdict.answer(), ""));
        fields.add(verdict.correct());
      }
      return Csv.line(fields.toArray());
    }

    /** A JSON object on a line for each sample. */
    void jsonLines(Writer to) throws IOException {
      selected.read(
          sample -> {
            to.write(json.writeValueAsString(exported(sample)) + "\n");
            return true;
          });
      to.flush();
    }

    private ExportedSample exported(StoredSample sample) {
      return new ExportedSample(
          evaluation,
          sample.question(),
          sample.referenceAnswer(),
          SampleResult.of(sample, grader.verdicts(sample, policies)));
    }
  }

  /** A line of the export: a sample with what it answers. */
  record ExportedSample(
      String evaluation, String question, String reference, @JsonUnwrapped SampleResult sample) {}

  /**
   * The samples that are selected, with verdicts.
   *
   * @param temperature null takes all
   * @param problem null takes all
   * @param policies null takes the evaluation's
   */
  Export of(
      String id,
      @Nullable String temperature,
      @Nullable Integer problem,
      @Nullable List<String> policies) {
    var evaluation = samples.evaluation(id);
    Selection selection = Samples.selection(evaluation, temperature, problem);
    return new Export(id, texts.of(selection), policies(evaluation, policies));
  }

  private static List<GradingPolicy> policies(
      Evaluation evaluation, @Nullable List<String> policies) {
    var asked =
        policies == null || policies.isEmpty() ? evaluation.getSpec().getPoliciesList() : policies;
    return asked.stream().distinct().map(policy -> Samples.policy(evaluation, policy)).toList();
  }
}
