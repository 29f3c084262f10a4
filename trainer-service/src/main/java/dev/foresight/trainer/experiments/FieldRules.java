package dev.foresight.trainer.experiments;

import dev.foresight.model.Precision;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/** The rules of a request's fields, those that need no file. Every broken one is listed. */
final class FieldRules {
  private static final int MOST_JOBS = 1000;

  private final List<FieldError> errors = new ArrayList<>();

  private FieldRules() {}

  /**
   * Checks {@code request}.
   *
   * @throws InvalidFieldsException if a rule is broken
   */
  static void check(ExperimentRequest request) {
    var rules = new FieldRules();
    rules.require(!request.name().isBlank(), "name", "must not be blank");
    rules.require(!request.corpus().isBlank(), "corpus", "must name a file");
    rules.comparison(request);
    rules.model(request);
    rules.optimization(request);
    rules.evaluation(request);
    if (!rules.errors.isEmpty()) {
      throw new InvalidFieldsException(rules.errors);
    }
  }

  private void comparison(ExperimentRequest request) {
    distinct("predictTokens", request.predictTokens());
    distinct("tokenBudgets", request.tokenBudgets());
    distinct("seeds", request.seeds());
    request.predictTokens().forEach(n -> atLeast("predictTokens", 1, n));
    request.tokenBudgets().forEach(budget -> atLeast("tokenBudgets", 0, budget));
    long jobs =
        (long) request.predictTokens().size()
            * request.tokenBudgets().size()
            * request.seeds().size();
    require(jobs <= MOST_JOBS, "predictTokens", "make " + jobs + " jobs; at most " + MOST_JOBS);
  }

  private void model(ExperimentRequest request) {
    ModelRequest model = request.model();
    atLeast("model.vocabularySize", 1, model.vocabularySize());
    atLeast("model.hiddenSize", 1, model.hiddenSize());
    atLeast("model.attentionHeads", 1, model.attentionHeads());
    atLeast("model.feedForwardSize", 1, model.feedForwardSize());
    atLeast("model.contextLength", 1, model.contextLength());
    require(
        model.attentionHeads() < 1 || model.hiddenSize() % (2L * model.attentionHeads()) == 0,
        "model.hiddenSize",
        "must be an even multiple of attentionHeads ("
            + model.attentionHeads()
            + "), not "
            + model.hiddenSize());
    int mostHeads =
        request.predictTokens().isEmpty() ? 1 : Collections.max(request.predictTokens());
    require(
        model.layers() >= mostHeads,
        "model.layers",
        "must be at least the largest of predictTokens (" + mostHeads + "), not " + model.layers());
  }

  private void optimization(ExperimentRequest request) {
    OptimizationRequest optimization = request.optimization();
    int context = request.model().contextLength();
    require(
        optimization.batchTokens() >= 1
            && (context < 1 || optimization.batchTokens() % context == 0),
        "optimization.batchTokens",
        "must be a multiple of model.contextLength ("
            + context
            + "), not "
            + optimization.batchTokens());
    require(
        optimization.peakLearningRate().signum() > 0,
        "optimization.peakLearningRate",
        "must be above 0, not " + optimization.peakLearningRate());
    share("optimization.warmupShare", optimization.warmupShare());
    share("optimization.finalShare", optimization.finalShare());
    notNegative("optimization.weightDecay", optimization.weightDecay());
    notNegative("optimization.gradientClipping", optimization.gradientClipping());
    require(
        Arrays.stream(Precision.values()).anyMatch(p -> p.label().equals(optimization.precision())),
        "optimization.precision",
        "must be float32 or bfloat16, not \"" + optimization.precision() + "\"");
  }

  private void evaluation(ExperimentRequest request) {
    try {
      request.evaluation().requireValid();
    } catch (InvalidFieldsException e) {
      e.errors().forEach(error -> require(false, "evaluation." + error.field(), error.message()));
    }
  }

  private void share(String field, BigDecimal value) {
    require(
        value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0,
        field,
        "must be 0 to 1, not " + value);
  }

  private void notNegative(String field, BigDecimal value) {
    require(value.signum() >= 0, field, "must be 0 or more, not " + value);
  }

  private void atLeast(String field, long least, long value) {
    require(value >= least, field, "must be " + least + " or more, not " + value);
  }

  private void distinct(String field, Collection<?> values) {
    require(!values.isEmpty(), field, "must hold at least one");
    require(
        new HashSet<>(values).size() == values.size(),
        field,
        "must not hold a value twice: " + values);
  }

  private void require(boolean holds, String field, String rule) {
    if (!holds) {
      errors.add(new FieldError(field, rule));
    }
  }
}
