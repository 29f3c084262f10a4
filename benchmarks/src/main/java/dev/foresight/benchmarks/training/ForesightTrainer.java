package dev.foresight.benchmarks.training;

import dev.foresight.benchmarks.measuring.Stopwatch;
import dev.foresight.model.AdamW;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Foresight's own training step: loss, gradients, clipping and AdamW. */
final class ForesightTrainer implements Trainer {
  private final Transformer model;
  private final AdamW optimizer;
  private final Batches batches;

  ForesightTrainer(ModelShape shape, Precision precision, Batches batches) {
    model = Transformer.initialize(shape, precision, 1);
    optimizer = new AdamW(model, WEIGHT_DECAY, CLIPPING);
    this.batches = batches;
  }

  @Override
  public String name() {
    return "Foresight";
  }

  /** Writes the weights, for a peer to start from the same. */
  void write(Path folder) throws IOException {
    Checkpoint.write(folder, model, BpeTrainer.train(List.of("Question: Answer:"), 300));
  }

  @Override
  public List<float[]> warmUp() {
    return List.of(step(), step());
  }

  @Override
  public double stepsPerSecond(double seconds) {
    return Stopwatch.rate(seconds, this::step);
  }

  private float[] step() {
    float[] losses = model.lossesAndGradients(batches.next());
    optimizer.step(LEARNING_RATE);
    return losses;
  }

  @Override
  public void close() {
    optimizer.close();
    model.close();
  }
}
