package dev.foresight.sampler.control;

import dev.foresight.model.ModelShape;
import java.math.BigDecimal;

/** Shapes as the contracts write them: a field at its default is left out. */
final class Shapes {
  private static final double ROPE_BASE = 10_000;

  private Shapes() {}

  static dev.foresight.proto.ModelShape toProto(ModelShape shape) {
    var written =
        dev.foresight.proto.ModelShape.newBuilder()
            .setVocabularySize(shape.vocabularySize())
            .setHiddenSize(shape.hiddenSize())
            .setLayers(shape.layers())
            .setAttentionHeads(shape.attentionHeads())
            .setFeedForwardSize(shape.feedForwardSize())
            .setContextLength(shape.contextLength())
            .setPredictTokens(shape.predictTokens())
            .setTiedEmbeddings(shape.tiedEmbeddings());
    if (shape.keyValueHeads() != shape.attentionHeads()) {
      written.setKeyValueHeads(shape.keyValueHeads());
    }
    if (shape.querySize() != shape.hiddenSize()) {
      written.setHeadSize(shape.headSize());
    }
    if (shape.ropeBase() != ROPE_BASE) {
      written.setRopeBase(
          BigDecimal.valueOf(shape.ropeBase()).stripTrailingZeros().toPlainString());
    }
    return written.build();
  }
}
