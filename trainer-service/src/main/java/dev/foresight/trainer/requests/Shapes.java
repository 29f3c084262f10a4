package dev.foresight.trainer.requests;

import dev.foresight.model.ModelShape;
import java.math.BigDecimal;

/**
 * Shapes between the language model and the contracts, where a field at its default is left out.
 */
public final class Shapes {
  private static final double ROPE_BASE = 10_000;

  private Shapes() {}

  /**
   * The shape that {@code shape} describes.
   *
   * @throws IllegalArgumentException naming the first field out of range
   */
  public static ModelShape of(dev.foresight.proto.ModelShape shape) {
    ModelShape common =
        new ModelShape(
            shape.getVocabularySize(),
            shape.getHiddenSize(),
            shape.getLayers(),
            shape.getAttentionHeads(),
            shape.getFeedForwardSize(),
            shape.getContextLength(),
            shape.getPredictTokens());
    return common
        .withHeadSize(shape.getHeadSize())
        .withKeyValueHeads(shape.getKeyValueHeads())
        .withTiedEmbeddings(shape.getTiedEmbeddings())
        .withRopeBase(
            shape.getRopeBase().isEmpty() ? ROPE_BASE : Double.parseDouble(shape.getRopeBase()));
  }

  /** {@code shape} as the contracts write it. */
  public static dev.foresight.proto.ModelShape toProto(ModelShape shape) {
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
      written.setRopeBase(Specifications.text(BigDecimal.valueOf(shape.ropeBase())));
    }
    return written.build();
  }
}
