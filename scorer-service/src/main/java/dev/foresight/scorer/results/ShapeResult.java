package dev.foresight.scorer.results;

import dev.foresight.proto.ModelShape;
import io.swagger.v3.oas.annotations.media.Schema;

/** The shape of a model, in the trainer's words. */
record ShapeResult(
    @Schema(example = "1024") int vocabularySize,
    @Schema(example = "256") int hiddenSize,
    @Schema(example = "8") int layers,
    @Schema(example = "8") int attentionHeads,
    @Schema(example = "704") int feedForwardSize,
    @Schema(example = "256") int contextLength) {

  static ShapeResult of(ModelShape shape) {
    return new ShapeResult(
        shape.getVocabularySize(),
        shape.getHiddenSize(),
        shape.getLayers(),
        shape.getAttentionHeads(),
        shape.getFeedForwardSize(),
        shape.getContextLength());
  }
}
