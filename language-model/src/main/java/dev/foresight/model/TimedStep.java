package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** A step whose parts are run one by one, with a look at the clock between them. */
final class TimedStep {
  private final TorchScript script;
  private final TorchScript.Value weights;
  private final int trunkLayers;
  private final StepTimes times;
  private long attention;

  TimedStep(TorchScript script, TorchScript.Value weights, ModelShape shape, StepTimes times) {
    this.script = script;
    this.weights = weights;
    this.trunkLayers = shape.trunkLayers();
    this.times = times;
  }

  /** Logits and the trunk's output, as the script's {@code step} returns them. */
  List<TorchScript.Value> run(Queries queries, NDArray numbers) {
    long start = System.nanoTime();
    try (Shared shared = open(queries, numbers)) {
      TorchScript.Value trunk = shared.trunk();
      for (int l = 0; l < trunkLayers; l++) {
        layer(trunk, l, shared, queries);
      }
      try (TorchScript.Value x = remembered(shared, queries)) {
        layer(x, trunkLayers, shared, queries);
        TorchScript.Value logits = script.run("first_logits", x, queries.count(), weights);
        times.took(System.nanoTime() - start - attention, attention);
        return List.of(logits, trunk);
      }
    }
  }

  private Shared open(Queries queries, NDArray numbers) {
    try (TorchScript.Value opened =
        script.run(
            "open_step",
            numbers,
            queries.tokensPerRow(),
            queries.prefixes(),
            queries.spans(),
            queries.suffixes(),
            queries.feeds(),
            weights)) {
      List<TorchScript.Value> elements = opened.elements();
      return new Shared(elements.get(0), elements.get(1), elements.get(2), elements.get(3));
    }
  }

  private void layer(TorchScript.Value x, int l, Shared shared, Queries queries) {
    try (TorchScript.Value q = projected(x, l, shared, queries);
        TorchScript.Value found = found(q, l, shared, queries)) {
      script.run("finish", x, found, l, weights).close();
    }
  }

  private TorchScript.Value projected(TorchScript.Value x, int l, Shared shared, Queries queries) {
    return script.run(
        "projected",
        x,
        l,
        shared.turns,
        queries.suffixes(),
        queries.feeds(),
        shared.rooms,
        weights);
  }

  private TorchScript.Value remembered(Shared shared, Queries queries) {
    return script.run(
        "remembered",
        shared.trunk,
        shared.turns,
        queries.suffixes(),
        queries.feeds(),
        shared.rooms,
        weights);
  }

  private TorchScript.Value found(TorchScript.Value q, int l, Shared shared, Queries queries) {
    long start = System.nanoTime();
    TorchScript.Value found =
        script.run(
            "found",
            q,
            l,
            queries.prefixes(),
            queries.spans(),
            queries.suffixes(),
            queries.feeds(),
            shared.rooms,
            shared.findings);
    attention += System.nanoTime() - start;
    return found;
  }

  /** What the layers share; the trunk is handed out and not closed. */
  private record Shared(
      TorchScript.Value trunk,
      TorchScript.Value turns,
      TorchScript.Value rooms,
      TorchScript.Value findings)
      implements AutoCloseable {
    @Override
    public void close() {
      turns.close();
      rooms.close();
      findings.close();
    }
  }
}
