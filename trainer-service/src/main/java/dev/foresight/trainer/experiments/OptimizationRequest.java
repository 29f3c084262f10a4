package dev.foresight.trainer.experiments;

import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.Precision;
import java.math.BigDecimal;

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
 * @param precision of matrix products, {@code float32} or {@code bfloat16}; default {@code float32}
 */
record OptimizationRequest(
    Integer batchTokens,
    BigDecimal peakLearningRate,
    BigDecimal warmupShare,
    BigDecimal finalShare,
    BigDecimal weightDecay,
    BigDecimal gradientClipping,
    String precision) {

  OptimizationRequest {
    batchTokens = requireNonNullElse(batchTokens, 4096);
    peakLearningRate = requireNonNullElse(peakLearningRate, new BigDecimal("1e-3"));
    warmupShare = requireNonNullElse(warmupShare, new BigDecimal("0.05"));
    finalShare = requireNonNullElse(finalShare, new BigDecimal("0.1"));
    weightDecay = requireNonNullElse(weightDecay, new BigDecimal("0.1"));
    gradientClipping = requireNonNullElse(gradientClipping, BigDecimal.ONE);
    precision = requireNonNullElse(precision, Precision.FLOAT32.label());
  }

  /** All defaults. */
  @SuppressWarnings("NullAway") // null is how a request leaves a field to its default
  static OptimizationRequest defaults() {
    return new OptimizationRequest(null, null, null, null, null, null, null);
  }
}
