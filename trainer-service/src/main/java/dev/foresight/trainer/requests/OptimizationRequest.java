package dev.foresight.trainer.requests;

import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Execution;
import dev.foresight.model.Precision;
import dev.foresight.proto.Optimization;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code optimization} object of requests. A field that is null takes its default. Rates are
 * decimals, as strings or numbers.
 *
 * @param batchTokens tokens of one step, a multiple of the context length; default 4096
 * @param peakLearningRate above 0; default 1e-3
 * @param warmupShare the share of the steps that warms up, 0 to 1; default 0.05
 * @param finalShare the learning rate of the last step over the peak, 0 to 1; default 0.1
 * @param weightDecay 0 or more; default 0.1
 * @param gradientClipping largest norm of the gradient, 0 for no limit; default 1
 * @param precision of matrix products: {@code float32}, {@code bfloat16}, or {@code auto}, which is
 *     bfloat16 where this machine is faster with it; default {@code auto}
 * @param schedule {@code cosine}: each budget a run of its own, fully decayed; {@code wsd}: one run
 *     that stays at the peak, with a decayed branch for each budget; default {@code cosine}
 * @param decayShare the share of each budget in which a wsd branch decays, above 0 to 1; default
 *     0.2
 * @param microBatch sequences in one forward and backward, a divisor of those in a step; 0, the
 *     default, means all of them at once
 * @param recomputeActivations whether the trunk's activations are computed again in the backward
 *     instead of kept: less memory, about a third more time; default false
 */
public record OptimizationRequest(
    Integer batchTokens,
    BigDecimal peakLearningRate,
    BigDecimal warmupShare,
    BigDecimal finalShare,
    BigDecimal weightDecay,
    BigDecimal gradientClipping,
    String precision,
    String schedule,
    BigDecimal decayShare,
    Integer microBatch,
    Boolean recomputeActivations) {

  static final String WSD = "wsd";
  static final String COSINE = "cosine";
  static final String AUTO = "auto";

  private static final BigDecimal DECAY_SHARE = new BigDecimal("0.2");

  public OptimizationRequest {
    batchTokens = requireNonNullElse(batchTokens, 4096);
    peakLearningRate = requireNonNullElse(peakLearningRate, new BigDecimal("1e-3"));
    warmupShare = requireNonNullElse(warmupShare, new BigDecimal("0.05"));
    finalShare = requireNonNullElse(finalShare, new BigDecimal("0.1"));
    weightDecay = requireNonNullElse(weightDecay, new BigDecimal("0.1"));
    gradientClipping = requireNonNullElse(gradientClipping, BigDecimal.ONE);
    precision = requireNonNullElse(precision, AUTO);
    schedule = requireNonNullElse(schedule, COSINE);
    decayShare = requireNonNullElse(decayShare, DECAY_SHARE);
    microBatch = requireNonNullElse(microBatch, 0);
    recomputeActivations = requireNonNullElse(recomputeActivations, false);
  }

  /** All defaults. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  static OptimizationRequest defaults() {
    return new OptimizationRequest(
        null, null, null, null, null, null, null, null, null, null, null);
  }

  /** The request that {@code optimization} came from, every field named. */
  public static OptimizationRequest of(Optimization optimization) {
    return new OptimizationRequest(
        optimization.getBatchTokens(),
        new BigDecimal(optimization.getPeakLearningRate()),
        new BigDecimal(optimization.getWarmupShare()),
        new BigDecimal(optimization.getFinalShare()),
        new BigDecimal(optimization.getWeightDecay()),
        new BigDecimal(optimization.getGradientClipping()),
        optimization.getPrecision(),
        scheduleOf(optimization),
        optimization.getDecayShare().isEmpty()
            ? DECAY_SHARE
            : new BigDecimal(optimization.getDecayShare()),
        optimization.getMicroBatch(),
        optimization.getRecomputeActivations());
  }

  /** How the learning rate goes: {@code cosine} where nothing is said. */
  public static String scheduleOf(Optimization optimization) {
    return optimization.getSchedule().isEmpty() ? COSINE : optimization.getSchedule();
  }

  boolean isWsd() {
    return schedule.equals(WSD);
  }

  /** How models are trained on {@code device}. */
  Execution execution(ComputeDevice device) {
    return Execution.of(precisionOn(device)).on(device).recomputing(recomputeActivations);
  }

  private Precision precisionOn(ComputeDevice device) {
    return precision.equals(AUTO) ? Precision.preferred(device) : Precision.of(precision);
  }

  /**
   * The optimization on {@code device} as the contracts write it, without what is at its default.
   */
  Optimization toProto(ComputeDevice device) {
    var made =
        Optimization.newBuilder()
            .setBatchTokens(batchTokens)
            .setPeakLearningRate(Specifications.text(peakLearningRate))
            .setWarmupShare(Specifications.text(warmupShare))
            .setFinalShare(Specifications.text(finalShare))
            .setWeightDecay(Specifications.text(weightDecay))
            .setGradientClipping(Specifications.text(gradientClipping))
            .setPrecision(precisionOn(device).label())
            .setMicroBatch(microBatch)
            .setRecomputeActivations(recomputeActivations);
    if (isWsd()) {
      made.setSchedule(schedule).setDecayShare(Specifications.text(decayShare));
    }
    return made.build();
  }

  /** Checks the rules of the fields. */
  void check(Rules rules, int contextLength) {
    boolean whole = batchTokens >= 1 && (contextLength < 1 || batchTokens % contextLength == 0);
    rules.require(
        whole,
        "optimization.batchTokens",
        "must be a multiple of model.contextLength (%d), not %d"
            .formatted(contextLength, batchTokens));
    rules.positive("optimization.peakLearningRate", peakLearningRate);
    rules.share("optimization.warmupShare", warmupShare);
    rules.share("optimization.finalShare", finalShare);
    rules.notNegative("optimization.weightDecay", weightDecay);
    rules.notNegative("optimization.gradientClipping", gradientClipping);
    oneOf(rules, "optimization.precision", precisions(), precision);
    oneOf(rules, "optimization.schedule", List.of(COSINE, WSD), schedule);
    rules.share("optimization.decayShare", decayShare);
    rules.positive("optimization.decayShare", decayShare);
    checkMicroBatch(rules, whole && contextLength >= 1 ? batchTokens / contextLength : 0);
  }

  private void checkMicroBatch(Rules rules, int sequences) {
    rules.atLeast("optimization.microBatch", 0, microBatch);
    rules.require(
        microBatch < 1 || sequences == 0 || sequences % microBatch == 0,
        "optimization.microBatch",
        "must divide the %d sequences of a step, not %d".formatted(sequences, microBatch));
  }

  private static List<String> precisions() {
    var labels = Arrays.stream(Precision.values()).map(Precision::label);
    return Stream.concat(Stream.of(AUTO), labels).toList();
  }

  private static void oneOf(Rules rules, String field, List<String> known, String value) {
    rules.require(
        known.contains(value), field, "must be one of " + known + ", not \"" + value + "\"");
  }
}
