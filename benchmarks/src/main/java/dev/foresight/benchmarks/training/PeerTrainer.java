package dev.foresight.benchmarks.training;

import dev.foresight.benchmarks.measuring.Peer;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** PyTorch, training the same model from the same weights on the same tokens. */
final class PeerTrainer implements Trainer {
  /** What runs the model: as written, or compiled by {@code torch.compile}. */
  enum Mode {
    EAGER("eager"),
    COMPILED("compiled");

    private final String label;

    Mode(String label) {
      this.label = label;
    }
  }

  private final Peer peer;
  private final Mode mode;
  private final Map<String, Object> request = new LinkedHashMap<>();
  private final int model;

  /**
   * A model that {@link #warmUp} opens.
   *
   * @param model a number that no other has
   * @param checkpoint a folder with the first weights
   * @param tokens a file as {@link Batches#write} makes it
   */
  PeerTrainer(
      Peer peer,
      Mode mode,
      int model,
      ModelShape shape,
      Precision precision,
      Path checkpoint,
      Path tokens) {
    this.peer = peer;
    this.mode = mode;
    this.model = model;
    request.put("open", model);
    request.put("mode", mode.label);
    request.put("precision", precision.label());
    request.put("checkpoint", checkpoint.toString());
    request.put("tokens", tokens.toString());
    request.put("rows", BenchmarkShape.ROWS);
    request.put("context", shape.contextLength());
    request.put("rate", LEARNING_RATE);
    request.put("decay", WEIGHT_DECAY);
    request.put("clipping", CLIPPING);
  }

  @Override
  public String name() {
    return "PyTorch " + mode.label;
  }

  @Override
  public List<float[]> warmUp() throws IOException {
    List<float[]> steps = new ArrayList<>();
    for (JsonNode step : peer.ask(request).path("losses")) {
      float[] losses = new float[step.size()];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = step.get(i).floatValue();
      }
      steps.add(losses);
    }
    return steps;
  }

  @Override
  public double stepsPerSecond(double seconds) throws IOException {
    return peer.ask(Map.of("run", model, "seconds", seconds)).path("rate").doubleValue();
  }

  @Override
  public void close() throws IOException {
    peer.ask(Map.of("close", model));
  }
}
