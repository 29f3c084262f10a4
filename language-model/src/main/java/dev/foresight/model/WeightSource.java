package dev.foresight.model;

import java.io.IOException;

/** Where the values of a model's weights come from, one tensor at a time. */
interface WeightSource {
  /** Elements of a piece at most: 4 MiB of float32. */
  int PIECE = 1 << 20;

  /** Hands all values of a tensor to {@code sink}, in pieces. */
  void read(Parameter parameter, FloatSink sink) throws IOException;
}
