package dev.foresight.benchmarks.sampling;

import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;

/**
 * The least time that a decoding step can take on a machine of known rates: for the dense products
 * and for attention, whichever takes longer of computing and of reading each byte once; the two
 * added, since one needs the other's result. All that is neither is left out.
 *
 * @param denseFlops operations of the matrix products with weights
 * @param denseBytes the weights that they read
 * @param attentionFlops operations of attention
 * @param attentionBytes keys and values: the prompt's once, and each sample's own
 */
record Floor(double denseFlops, double denseBytes, double attentionFlops, double attentionBytes) {
  /**
   * The floor of a step of trunk and head 1.
   *
   * @param rows samples that get a token
   * @param prefix tokens of the prompt that all share
   * @param suffix tokens of each sample's own, on average; the new one is among them
   */
  static Floor of(ModelShape shape, Precision precision, int rows, int prefix, double suffix) {
    double layers = shape.trunkLayers() + 1.0;
    double embeddings = (double) shape.vocabularySize() * shape.hiddenSize();
    double weights = layers * matrices(shape) + embeddings;
    double cached = 2 * layers * shape.keyValueSize();
    return new Floor(
        2 * rows * weights,
        weights * bytes(precision),
        4 * layers * rows * shape.querySize() * (prefix + suffix),
        cached * (prefix + rows * suffix) * bytes(precision));
  }

  /** Numbers in the matrices of a layer. */
  private static double matrices(ModelShape shape) {
    double attention = 2.0 * shape.hiddenSize() * (shape.querySize() + shape.keyValueSize());
    return attention + 3.0 * shape.hiddenSize() * shape.feedForwardSize();
  }

  /** Of a number in memory. */
  private static int bytes(Precision precision) {
    return precision == Precision.FLOAT32 ? Float.BYTES : Short.BYTES;
  }

  /** Bytes that a step reads in all. */
  double bytes() {
    return denseBytes + attentionBytes;
  }

  /** The least time of a step, in seconds. */
  double seconds(double flopsPerSecond, double bytesPerSecond) {
    return Math.max(denseFlops / flopsPerSecond, denseBytes / bytesPerSecond)
        + Math.max(attentionFlops / flopsPerSecond, attentionBytes / bytesPerSecond);
  }
}
