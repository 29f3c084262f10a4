package dev.foresight.standalone.demo;

import java.util.List;
import java.util.Map;

/**
 * The sizes of a demo.
 *
 * @param model the shape, as the REST API takes it
 * @param tokenBudgets tokens of the training runs, for each n
 * @param problems how many are asked
 * @param samples of each problem at each temperature
 * @param maxNewTokens longest answer
 */
record Preset(
    Map<String, Object> model,
    Map<String, Object> optimization,
    List<Long> tokenBudgets,
    List<String> temperatures,
    int problems,
    int samples,
    int maxNewTokens) {
  private static final List<String> TEMPERATURES = List.of("0.2", "0.6", "1.0", "1.4");

  /** Made-up word problems, in minutes. */
  static final Preset FULL =
      new Preset(
          shape(512, 128, 6, 4, 344, 512),
          optimization(1024, "3e-3"),
          List.of(150_000L, 450_000L),
          TEMPERATURES,
          24,
          200,
          48);

  /** The same way through, as short as can be. */
  static final Preset QUICK =
      new Preset(
          shape(512, 64, 5, 2, 172, 512),
          optimization(512, "5e-3"),
          List.of(40_000L, 120_000L),
          TEMPERATURES,
          6,
          200,
          48);

  /** Real grade-school problems: longer texts, a larger model. */
  static final Preset GSM8K =
      new Preset(
          shape(2048, 256, 6, 4, 688, 2048),
          optimization(4096, "1e-3"),
          List.of(500_000L, 1_000_000L),
          TEMPERATURES,
          10,
          200,
          192);

  private static Map<String, Object> shape(
      int vocabulary, int hidden, int layers, int heads, int feedForward, int context) {
    return Map.of(
        "vocabularySize", vocabulary,
        "hiddenSize", hidden,
        "layers", layers,
        "attentionHeads", heads,
        "feedForwardSize", feedForward,
        "contextLength", context);
  }

  private static Map<String, Object> optimization(int batchTokens, String peakLearningRate) {
    return Map.of(
        "batchTokens", batchTokens,
        "peakLearningRate", peakLearningRate,
        "precision", "bfloat16");
  }
}
