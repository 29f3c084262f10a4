package dev.foresight.benchmarks.sampling;

import dev.foresight.benchmarks.measuring.Shapes;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;

/**
 * What is sampled.
 *
 * @param model a name of {@link Shapes}
 * @param rows samples that are decoded together
 * @param prefix tokens of the prompt
 * @param tokens drawn for each sample
 */
record Workload(String model, Precision precision, int rows, int prefix, int tokens) {
  static final double TEMPERATURE = 0.8;
  static final double TOP_P = 0.95;

  private static final int CONTEXT = 2048;

  ModelShape shape() {
    return Shapes.of(model, CONTEXT);
  }

  /** The floor of a step in the middle. */
  Floor floor() {
    return Floor.of(shape(), precision, rows, prefix, tokens / 2.0);
  }
}
