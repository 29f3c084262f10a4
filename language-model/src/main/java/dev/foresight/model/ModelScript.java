package dev.foresight.model;

import java.util.Map;

/** The script of the model, compiled for one shape and precision. */
final class ModelScript {
  static final double NORM_EPSILON = 1e-5;
  static final double ROPE_THETA = 10000;

  private ModelScript() {}

  static TorchScript compile(ModelShape shape, Precision precision) {
    return TorchScript.resource(
        ModelScript.class,
        "transformer.torchscript",
        Map.of(
            "VOCABULARY_SIZE", Integer.toString(shape.vocabularySize()),
            "HIDDEN_SIZE", Integer.toString(shape.hiddenSize()),
            "ATTENTION_HEADS", Integer.toString(shape.attentionHeads()),
            "HEAD_SIZE", Integer.toString(shape.headSize()),
            "TRUNK_LAYERS", Integer.toString(shape.trunkLayers()),
            "PREDICT_TOKENS", Integer.toString(shape.predictTokens()),
            "ATTENTION_SCALE", Double.toString(1 / Math.sqrt(shape.headSize())),
            "NORM_EPSILON", "1e-05",
            "ROPE_THETA", "10000.",
            "COMPUTE_TYPE", Integer.toString(precision.scalarType())));
  }
}
