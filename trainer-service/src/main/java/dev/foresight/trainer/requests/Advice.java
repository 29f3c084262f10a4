package dev.foresight.trainer.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be done about models that do not fit. */
final class Advice {
  private static final String ELSEWHERE =
      "Train it with a sharded trainer on several machines and register its checkpoint with POST"
          + " /api/v1/checkpoints: docs/checkpoints-from-elsewhere.md shows how.";

  private Advice() {}

  static List<String> of(ExperimentRequest request, Capacity capacity) {
    var advice = new ArrayList<String>();
    cheaper(request, capacity).ifPresent(advice::add);
    largestPreset(request, capacity).ifPresent(advice::add);
    advice.add(ELSEWHERE);
    return advice;
  }

  /** The first of a smaller micro-batch, recomputation, and both that fits. */
  private static Optional<String> cheaper(ExperimentRequest request, Capacity capacity) {
    var asked = request.optimization();
    for (boolean recompute : new boolean[] {asked.recomputeActivations(), true}) {
      for (int rows : request.smallerMicroBatches()) {
        var changed = asked.withMemorySaved(rows, recompute);
        if (fits(request.withOptimization(changed), capacity)) {
          return Optional.of(
              "It fits with optimization.microBatch %d%s."
                  .formatted(rows, recompute ? " and optimization.recomputeActivations" : ""));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> largestPreset(ExperimentRequest request, Capacity capacity) {
    return Presets.names().reversed().stream()
        .filter(name -> fits(smallest(request, name), capacity))
        .findFirst()
        .map(
            name ->
                "The largest preset that fits, with a micro-batch of 1 and recomputation: %s."
                    .formatted(name));
  }

  private static ExperimentRequest smallest(ExperimentRequest request, String preset) {
    var model = ModelRequest.of(preset);
    return request
        .withModel(model)
        .withOptimization(request.optimization().withMemorySaved(1, true));
  }

  private static boolean fits(ExperimentRequest request, Capacity capacity) {
    return request.predictTokens().stream()
        .filter(n -> n <= request.model().layers())
        .map(n -> ModelMemory.of(request.modelFor(n), n, request.optimization()))
        .allMatch(model -> model.memoryInAll() <= capacity.memory());
  }
}
