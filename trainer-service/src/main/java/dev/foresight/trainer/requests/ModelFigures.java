package dev.foresight.trainer.requests;

import dev.foresight.model.Execution;
import dev.foresight.model.ModelCost;
import dev.foresight.model.ModelCost.TrainingMemory;
import dev.foresight.model.ModelShape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What training one model takes.
 *
 * @param parameters in all, whatever the number of heads
 * @param flopsPerToken floating-point operations of forward and backward, and of what is computed
 *     again
 * @param memory bytes by part
 * @param memoryInAll all parts together, in bytes
 */
public record ModelFigures(
    int predictTokens,
    long parameters,
    double flopsPerToken,
    Map<String, Long> memory,
    long memoryInAll) {

  /** The figures of the model of {@code request} with {@code n} heads. */
  static ModelFigures of(ExperimentRequest request, int n, Capacity capacity) {
    ModelShape shape = request.shape(n);
    Execution execution = request.optimization().execution(capacity.device());
    ModelCost cost =
        ModelCost.of(shape, execution, request.rowsAtOnce(), request.model().contextLength());
    return new ModelFigures(
        n, cost.parameters(), cost.flops().done(), parts(cost.training()), cost.training().total());
  }

  private static Map<String, Long> parts(TrainingMemory memory) {
    var parts = new LinkedHashMap<String, Long>();
    parts.put("weights", memory.weights());
    parts.put("gradients", memory.gradients());
    parts.put("moments", memory.moments());
    parts.put("activations", memory.activations());
    parts.put("logits", memory.logits());
    parts.put("temporaries", memory.temporaries());
    return parts;
  }
}
