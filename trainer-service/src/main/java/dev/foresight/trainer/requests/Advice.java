package dev.foresight.trainer.requests;

import dev.foresight.model.Execution;
import dev.foresight.model.Fit;
import java.util.ArrayList;
import java.util.List;

/** What can be done about a model that does not fit. */
final class Advice {
  private static final String ELSEWHERE =
      "Train it with a sharded trainer on several machines and register its checkpoint with POST"
          + " /api/v1/checkpoints: docs/checkpoints-from-elsewhere.md shows how.";

  private Advice() {}

  /** Advice about {@code largest}, the model of {@code request} that takes most. */
  static List<String> of(ExperimentRequest request, ModelFigures largest, Capacity capacity) {
    Execution execution = request.optimization().execution(capacity.device());
    var advice = new ArrayList<String>();
    Fit.into(
            capacity.memory(),
            request.shape(largest.predictTokens()),
            execution,
            request.rows(),
            request.model().contextLength())
        .map(Advice::inWords)
        .ifPresent(advice::add);
    advice.add(ELSEWHERE);
    return advice;
  }

  private static String inWords(Fit fit) {
    var preset = fit.preset();
    String settings =
        "optimization.microBatch %d%s"
            .formatted(fit.rows(), fit.recompute() ? " and optimization.recomputeActivations" : "");
    return preset == null
        ? "It fits with " + settings + "."
        : "The largest preset that fits is %s, with %s.".formatted(preset.label(), settings);
  }
}
