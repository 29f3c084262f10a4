package dev.foresight.trainer.requests;

import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.ModelShape;
import dev.foresight.model.problems.EvaluationRequest;
import dev.foresight.proto.GradingPolicies;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment to be run: a model for each of {@code predictTokens}, {@code tokenBudgets} and
 * {@code seeds}, each evaluated alike. A field that is null takes its default.
 *
 * @param name for people; part of the experiment's id; default {@code experiment}
 * @param corpus path of the training problems: JSON Lines with question and answer; this or {@code
 *     data} is required
 * @param data what the models are trained on
 * @param model the models' shape; that of the initial checkpoint, and not to be given, where there
 *     is one
 * @param predictTokens numbers of prediction heads, each 1 or more, none twice; default 1, 2, 4
 * @param tokenBudgets tokens each model is trained on, each 0 or more, none twice; 0 publishes the
 *     initial weights as an untrained baseline; default 2,000,000 and 5,000,000
 * @param seeds of initial weights and data order, none twice; default 1
 * @param optimization how the models are trained
 * @param announceAt token counts at which every run announces a checkpoint beside those of the
 *     budgets, each 1 or more and below the largest budget, none twice; default none
 * @param initialCheckpoint id of the checkpoint whose weights every run starts from; null means
 *     random weights
 * @param states when the state of a run is saved
 * @param evaluation how the checkpoints are sampled and scored; its dataset is required
 * @param verdict the cell at which numbers of heads are compared; default the first of the
 *     evaluation's temperatures and the first of its k
 */
public record ExperimentRequest(
    String name,
    @Nullable String corpus,
    @Nullable DataRequest data,
    ModelRequest model,
    List<Integer> predictTokens,
    List<Long> tokenBudgets,
    List<Long> seeds,
    OptimizationRequest optimization,
    List<Long> announceAt,
    @Nullable String initialCheckpoint,
    StatesRequest states,
    @Nullable EvaluationRequest evaluation,
    @Nullable VerdictRequest verdict) {
  private static final int MOST_JOBS = 1000;
  private static final int MOST_HEADS = ModelShape.MOST_PREDICT_TOKENS;

  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  public ExperimentRequest {
    name = requireNonNullElse(name, "experiment");
    model = requireNonNullElse(model, ModelRequest.of(presetFor(initialCheckpoint)));
    predictTokens = List.copyOf(requireNonNullElse(predictTokens, List.of(1, 2, 4)));
    tokenBudgets = List.copyOf(requireNonNullElse(tokenBudgets, List.of(2_000_000L, 5_000_000L)));
    seeds = List.copyOf(requireNonNullElse(seeds, List.of(1L)));
    optimization = requireNonNullElse(optimization, OptimizationRequest.defaults());
    announceAt = requireNonNullElse(announceAt, List.<Long>of()).stream().sorted().toList();
    states = requireNonNullElse(states, StatesRequest.defaults());
  }

  private static @Nullable String presetFor(@Nullable String initialCheckpoint) {
    return initialCheckpoint == null ? null : ModelRequest.INITIAL;
  }

  /** Where the fields of the training data stand in the request. */
  String source(int index) {
    return corpus == null ? "data.sources[" + index + "].files" : "corpus";
  }

  /** Whether its evaluation asks for shots and names no file for them. */
  boolean takesShotsFromItsData() {
    return evaluation != null && evaluation.exemplars() == null && evaluation.shots() > 0;
  }

  /** Whether the shape is that of the initial checkpoint. */
  boolean takesInitialShape() {
    return ModelRequest.INITIAL.equals(model.preset());
  }

  /** The same with the shape {@code now}. */
  ExperimentRequest withModel(ModelRequest now) {
    return new ExperimentRequest(
        name,
        corpus,
        data,
        now,
        predictTokens,
        tokenBudgets,
        seeds,
        optimization,
        announceAt,
        initialCheckpoint,
        states,
        evaluation,
        verdict);
  }

  /** The shape with {@code n} heads, which an initial checkpoint gets beside its trunk. */
  ModelShape shape(int n) {
    int layers = model.layers() + (initialCheckpoint == null ? 0 : n - 1);
    return Shapes.of(model.toProto().toBuilder().setLayers(layers).setPredictTokens(n).build());
  }

  /** Sequences of a step. */
  int rows() {
    return optimization.batchTokens() / model.contextLength();
  }

  /** Sequences of one forward and backward. */
  int rowsAtOnce() {
    return optimization.microBatch() == 0 ? rows() : optimization.microBatch();
  }

  /** How many checkpoints a run of {@code budget} announces on its way. */
  long announcedBefore(long budget) {
    return announceAt.stream().filter(at -> at < budget).count();
  }

  /** Jobs that it makes: with wsd, one run yields all budgets. */
  long jobs() {
    long runs = (long) predictTokens.size() * seeds.size();
    return optimization.isWsd() ? runs : runs * tokenBudgets.size();
  }

  int mostHeads() {
    return predictTokens.isEmpty() ? 1 : Collections.max(predictTokens);
  }

  /** Checks the rules of the fields that say what is trained. */
  void check(Rules rules) {
    rules.require(!name.isBlank(), "name", "must not be blank");
    checkComparison(rules);
    // Heads are added to the trunk of an initial checkpoint, and taken from that of a new model.
    model.check(rules, initialCheckpoint == null ? mostHeads() : 1);
    optimization.check(rules, model.contextLength());
    states.check(rules);
  }

  private void checkComparison(Rules rules) {
    rules.someDistinct("predictTokens", predictTokens);
    rules.someDistinct("tokenBudgets", tokenBudgets);
    rules.someDistinct("seeds", seeds);
    rules.distinct("announceAt", announceAt);
    long leastBudget = optimization.isWsd() ? 1 : 0;
    long largest = tokenBudgets.isEmpty() ? 0 : Collections.max(tokenBudgets);
    predictTokens.forEach(
        n ->
            rules.require(
                n >= 1 && n <= MOST_HEADS,
                "predictTokens",
                "must be 1 to " + MOST_HEADS + ", not " + n));
    tokenBudgets.forEach(budget -> rules.atLeast("tokenBudgets", leastBudget, budget));
    announceAt.forEach(
        at ->
            rules.require(
                at >= 1 && at < largest,
                "announceAt",
                "must be 1 or more and below the largest budget (%d), not %d"
                    .formatted(largest, at)));
    long lengths = tokenBudgets.stream().map(this::steps).distinct().count();
    rules.require(
        !optimization.isWsd() || lengths == tokenBudgets.size(),
        "tokenBudgets",
        "must differ by whole steps of " + optimization.batchTokens() + " tokens with wsd");
    rules.require(
        jobs() <= MOST_JOBS, "predictTokens", "make " + jobs() + " jobs; at most " + MOST_JOBS);
  }

  /** What the models are trained on, in either form. */
  DataRequest training() {
    return data == null ? DataRequest.problems(requireNonNullElse(corpus, "")) : data;
  }

  private long steps(long budget) {
    return Math.ceilDiv(budget, Math.max(1L, optimization.batchTokens()));
  }

  /** Checks the rules of the fields that say where the data is. */
  void checkData(Rules rules) {
    rules.require(
        corpus != null || data != null, "corpus", "must name a file, or data its sources");
    rules.require(corpus == null || data == null, "corpus", "must not stand beside data");
    rules.require(corpus == null || !corpus.isBlank(), "corpus", "must name a file");
    if (data != null) {
      data.check(rules);
      rules.require(
          initialCheckpoint == null || data.tokenizer() == null,
          "data.tokenizer",
          "must not be given with an initialCheckpoint, which has its own");
    }
  }

  /** Checks the rules of the fields of the evaluation, if there is one. */
  void checkEvaluation(Rules rules) {
    var asked = evaluation;
    if (asked != null) {
      rules.within("evaluation", asked::requireValid);
      var fault = GradingPolicies.fault(asked.policies());
      rules.require(fault.isEmpty() || asked.policies().isEmpty(), "evaluation.policies", fault);
    }
    if (verdict != null) {
      rules.require(asked != null, "verdict", "must not be given without an evaluation");
    }
    if (verdict != null && asked != null) {
      verdict.check(rules, asked);
    }
  }
}
