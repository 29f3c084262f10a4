package dev.foresight.trainer.jobs;

import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.RotaryPositions;
import dev.foresight.proto.TrainingJobSpec;
import dev.foresight.trainer.training.TrainingPlan;

/** Plans from specifications. */
final class Plans {
  private Plans() {}

  /**
   * What {@code spec} asks for.
   *
   * @throws IllegalArgumentException naming the first field out of range
   */
  static TrainingPlan of(TrainingJobSpec spec) {
    var optimization = spec.getOptimization();
    return new TrainingPlan(
        shape(spec.getShape()),
        Precision.of(optimization.getPrecision()),
        spec.getTokenBudget(),
        optimization.getBatchTokens(),
        Double.parseDouble(optimization.getPeakLearningRate()),
        Double.parseDouble(optimization.getWarmupShare()),
        Double.parseDouble(optimization.getFinalShare()),
        Double.parseDouble(optimization.getWeightDecay()),
        Double.parseDouble(optimization.getGradientClipping()),
        spec.getSeed());
  }

  private static ModelShape shape(dev.foresight.proto.ModelShape shape) {
    String base = shape.getRopeBase();
    return new ModelShape(
        shape.getVocabularySize(),
        shape.getHiddenSize(),
        shape.getLayers(),
        shape.getAttentionHeads(),
        shape.getFeedForwardSize(),
        shape.getContextLength(),
        shape.getPredictTokens(),
        shape.getKeyValueHeads(),
        shape.getHeadSize(),
        shape.getTiedEmbeddings(),
        base.isEmpty() ? RotaryPositions.DEFAULT : RotaryPositions.of(Double.parseDouble(base)),
        0);
  }
}
