package dev.foresight.benchmarks.sampling;

import java.io.IOException;

/** A program that draws the samples of one problem, all of them again in each turn. */
interface Rival extends AutoCloseable {
  /** Who, as the table says it. */
  String name();

  /** Draws all samples; the tokens a second, from before the question is read. */
  double tokensPerSecond() throws IOException;

  @Override
  void close() throws IOException;
}
