package dev.foresight.model;

import dev.foresight.model.ModelCost.TrainingMemory;

/** Counts what the script's training methods allocate: see the list of buffers there. */
final class TrainingBytes {
  private final ModelShape shape;
  private final boolean recompute;
  private final long product;
  private final boolean byHand;
  private final long positions;
  private final long scores;

  TrainingBytes(ModelShape shape, Execution execution, int rows, int length) {
    this.shape = shape;
    recompute = execution.recompute();
    product = execution.precision().bytes();
    byHand = ModelScript.attentionByHand(execution);
    positions = (long) rows * length;
    scores = byHand ? 2 * ModelScript.scores(shape, rows, length) : 0;
  }

  TrainingMemory memory() {
    long weights = shape.parameterCount() * Float.BYTES;
    return new TrainingMemory(
        weights, weights, 2 * weights, activations(), logits(), temporaries());
  }

  private long activations() {
    long residual = positions * shape.hiddenSize() * Float.BYTES;
    long layers = recompute ? shape.trunkLayers() * residual : shape.trunkLayers() * keptOfLayer();
    return layers + keptOfLayer() + shared(residual);
  }

  /**
   * Normalised inputs and their scales; queries, keys, values, attention and, where it is not by
   * hand, its masses; gate, up.
   */
  private long keptOfLayer() {
    long products = 2L * shape.hiddenSize() + 2L * shape.feedForwardSize();
    long attended = qkv() + shape.querySize();
    long floats = 2L + (byHand ? 0 : shape.attentionHeads());
    return positions * ((products + attended) * product + floats * Float.BYTES);
  }

  /** Residual streams and their gradients, outputs of products, attention's gradients. */
  private long shared(long residual) {
    long outputs = positions * shape.hiddenSize() * product;
    long wide = product == Float.BYTES ? 0 : positions * qkv() * Float.BYTES;
    long gated = 3L * Math.min(positions, ModelScript.GATED_ROWS) * shape.feedForwardSize();
    long gradients = positions * (shape.querySize() + (byHand ? 0 : qkv() + shape.querySize()));
    return 6 * residual + outputs + wide + (gated + gradients + scores) * product;
  }

  private long logits() {
    return ModelScript.logitRows(shape, positions) * shape.vocabularySize() * (product + 4);
  }

  private long temporaries() {
    long widest = Math.max(qkv(), 2L * shape.feedForwardSize()) * shape.hiddenSize();
    long copies = (qkv() + 2L * shape.feedForwardSize()) * shape.hiddenSize();
    long cast = product == Float.BYTES ? 0 : shape.layerParameterCount() * product;
    long embedding = (long) shape.vocabularySize() * shape.hiddenSize() * Float.BYTES;
    return Math.max(copies * Float.BYTES + cast + 2 * widest * Float.BYTES, embedding);
  }

  private long qkv() {
    return shape.querySize() + 2L * shape.keyValueSize();
  }
}
