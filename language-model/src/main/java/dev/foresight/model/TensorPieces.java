package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.io.IOException;

/** Reads tensors a piece at a time, wherever they lie. */
final class TensorPieces {
  private TensorPieces() {}

  /** Hands the values of {@code tensor}, float32, to {@code sink}, rows first. */
  static void read(NDArray tensor, FloatSink sink) throws IOException {
    try (NDArray flat = tensor.reshape(-1)) {
      for (long first = 0; first < flat.size(); first += WeightSource.PIECE) {
        long last = Math.min(flat.size(), first + WeightSource.PIECE);
        try (NDArray piece = flat.get(new NDIndex("{}:{}", first, last))) {
          float[] values = piece.toFloatArray();
          sink.accept(values, values.length);
        }
      }
    }
  }
}
