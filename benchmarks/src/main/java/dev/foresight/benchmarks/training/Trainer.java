package dev.foresight.benchmarks.training;

import java.io.IOException;
import java.util.List;

/** A program that trains one model and is asked for a few steps at a time. */
interface Trainer extends AutoCloseable {
  /** The learning rate of every step. */
  double LEARNING_RATE = 1e-3;

  double WEIGHT_DECAY = 0.1;

  /** The largest norm of a gradient. */
  double CLIPPING = 1;

  /** Who trains, as the table's column says it. */
  String name();

  /**
   * Takes the first steps, which compile what is compiled.
   *
   * @return the losses of each step: a value a head, in nats
   */
  List<float[]> warmUp() throws IOException;

  /** Trains for at least one step and {@code seconds}; the steps a second. */
  double stepsPerSecond(double seconds) throws IOException;

  @Override
  void close() throws IOException;
}
