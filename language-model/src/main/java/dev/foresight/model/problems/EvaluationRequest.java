package dev.foresight.model.problems;

import dev.foresight.model.Precision;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How checkpoints are to be sampled and scored: the {@code evaluation} object of REST requests. A
 * field that is null takes its default.
 *
 * @param dataset path of the problem file to be answered, or a name that {@link Datasets} knows;
 *     required
 * @param exemplars the file whose first problems are the shots; null means GSM8K's train split
 *     where the dataset is {@code gsm8k}, else what the reader of the request says
 * @param shots exemplars before each question, 0 or more; default what {@code exemplars} says, or 8
 * @param problems which of the dataset's problems are asked; null means all
 * @param problemSeed seed of the order in which problems are asked; default 0
 * @param temperatures decimal strings, each 0 or more, none twice; default 0.2, 0.6, 0.8, 1.0
 * @param topP the nucleus' mass as a decimal string, above 0 and at most 1; default 0.95
 * @param samplesPerProblem samples of each problem at each temperature, 1 or more; default 200
 * @param k the k of pass@k, each 1 to {@code samplesPerProblem}, none twice; default 1, 10, 100
 * @param maxNewTokens longest answer in tokens, 1 or more; default 256
 * @param stopStrings an answer ends before the first of these; default an empty line and {@code
 *     Question:}
 * @param precision of the matrix products, {@code float32} or {@code bfloat16}; default {@code
 *     bfloat16}
 * @param policies grading policies, the primary one first; default {@code flexible-1} and {@code
 *     strict-1}
 * @param template how problems become prompts; default {@link PromptTemplate#DEFAULT}
 */
public record EvaluationRequest(
    String dataset,
    @Nullable Exemplars exemplars,
    Integer shots,
    @Nullable Subset problems,
    Long problemSeed,
    List<String> temperatures,
    String topP,
    Integer samplesPerProblem,
    List<Integer> k,
    Integer maxNewTokens,
    List<String> stopStrings,
    String precision,
    List<String> policies,
    PromptTemplate template) {

  private static final int SHOTS = 8;

  /** Fills in the defaults; {@link #requireValid()} checks the ranges. */
  public EvaluationRequest {
    dataset = orElse(dataset, "");
    exemplars = exemplars == null ? usual(dataset) : exemplars;
    shots = orElse(shots, first(exemplars));
    problemSeed = orElse(problemSeed, 0L);
    temperatures = List.copyOf(orElse(temperatures, List.of("0.2", "0.6", "0.8", "1.0")));
    topP = orElse(topP, "0.95");
    samplesPerProblem = orElse(samplesPerProblem, 200);
    k = List.copyOf(orElse(k, List.of(1, 10, 100)));
    maxNewTokens = orElse(maxNewTokens, 256);
    stopStrings = List.copyOf(orElse(stopStrings, List.of("\n\n", "Question:")));
    precision = orElse(precision, Precision.BFLOAT16.label());
    policies = List.copyOf(orElse(policies, List.of("flexible-1", "strict-1")));
    template = orElse(template, PromptTemplate.DEFAULT);
  }

  private static @Nullable Exemplars usual(String dataset) {
    return dataset.equals(Datasets.GSM8K) ? Exemplars.of(Datasets.GSM8K_TRAIN) : null;
  }

  private static int first(@Nullable Exemplars exemplars) {
    return exemplars == null ? SHOTS : orElse(exemplars.first(), SHOTS);
  }

  /** All defaults, for the problems in {@code dataset}. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  public static EvaluationRequest of(String dataset) {
    return new EvaluationRequest(
        dataset, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /**
   * Checks every field.
   *
   * @return this
   * @throws InvalidFieldsException listing each field that breaks its rule
   */
  public EvaluationRequest requireValid() {
    List<FieldError> errors = new ArrayList<>();
    checkProblems(errors);
    checkTemperatures(errors);
    checkSampling(errors);
    checkK(errors);
    checkText(errors);
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    return this;
  }

  private void checkProblems(List<FieldError> errors) {
    check(errors, !dataset.isBlank(), "dataset", "must name a file");
    check(errors, shots >= 0, "shots", "must be 0 or more, not " + shots);
    if (exemplars != null) {
      check(errors, !exemplars.file().isBlank(), "exemplars", "must name a file");
      Integer first = exemplars.first();
      check(
          errors,
          first == null || first.equals(shots),
          "shots",
          "must be left out or be exemplars.first, " + first + ", not " + shots);
    }
    String fault = problems == null ? null : problems.fault();
    check(errors, fault == null, "problems", String.valueOf(fault));
  }

  private void checkSampling(List<FieldError> errors) {
    check(
        errors,
        isDecimal(topP)
            && new BigDecimal(topP).signum() > 0
            && new BigDecimal(topP).compareTo(BigDecimal.ONE) <= 0,
        "topP",
        "must be a decimal above 0 and at most 1, not \"" + topP + "\"");
    check(
        errors,
        samplesPerProblem >= 1,
        "samplesPerProblem",
        "must be 1 or more, not " + samplesPerProblem);
    check(errors, maxNewTokens >= 1, "maxNewTokens", "must be 1 or more, not " + maxNewTokens);
    check(
        errors,
        Arrays.stream(Precision.values()).anyMatch(known -> known.label().equals(precision)),
        "precision",
        "must be float32 or bfloat16, not \"" + precision + "\"");
  }

  private void checkText(List<FieldError> errors) {
    check(
        errors,
        stopStrings.stream().noneMatch(String::isEmpty),
        "stopStrings",
        "must not hold an empty string");
    check(errors, !policies.isEmpty(), "policies", "must name at least one");
    check(
        errors,
        template.isComplete(),
        "template",
        "must hold {question} and {answer} in shot and {question} in query");
  }

  private void checkTemperatures(List<FieldError> errors) {
    check(errors, !temperatures.isEmpty(), "temperatures", "must hold at least one");
    HashSet<BigDecimal> seen = new HashSet<>();
    for (String temperature : temperatures) {
      boolean valid = isDecimal(temperature) && new BigDecimal(temperature).signum() >= 0;
      check(
          errors,
          valid,
          "temperatures",
          "must be decimals of 0 or more, not \"" + temperature + "\"");
      check(
          errors,
          !valid || seen.add(new BigDecimal(temperature).stripTrailingZeros()),
          "temperatures",
          "must not hold " + temperature + " twice");
    }
  }

  private void checkK(List<FieldError> errors) {
    check(errors, !k.isEmpty(), "k", "must hold at least one");
    check(
        errors,
        k.stream().allMatch(value -> value >= 1 && value <= samplesPerProblem),
        "k",
        "must each be 1 to samplesPerProblem (" + samplesPerProblem + "), not " + k);
    check(errors, new HashSet<>(k).size() == k.size(), "k", "must not hold a value twice: " + k);
  }

  private static void check(List<FieldError> errors, boolean holds, String field, String rule) {
    if (!holds) {
      errors.add(new FieldError(field, rule));
    }
  }

  private static boolean isDecimal(String text) {
    return text.matches("-?\\d{1,9}(\\.\\d{1,9})?");
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
