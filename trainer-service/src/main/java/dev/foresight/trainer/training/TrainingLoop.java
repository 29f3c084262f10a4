package dev.foresight.trainer.training;

import dev.foresight.model.AdamW;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.Progress;
import dev.foresight.model.Transformer;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.Sequences;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trains one model from its initial weights, or from where an earlier holder of the job was
 * stopped, to the end of its token budget. A run that was stopped and resumed ends with the same
 * bits as one that was not, on the same kind of processor with the same number of threads.
 *
 * <p>Native memory is held by one model, its optimizer and one step's scope, and freed at the end.
 */
public final class TrainingLoop {
  private final TrainingPlan plan;
  private final Corpus corpus;
  private final RunFolder folder;
  private final Duration saveEvery;
  private final Watcher watcher;
  private final InstantSource clock;

  /**
   * A run that has not begun.
   *
   * @param saveEvery how often the state is saved; 0 means after every step
   */
  public TrainingLoop(
      TrainingPlan plan,
      Corpus corpus,
      RunFolder folder,
      Duration saveEvery,
      Watcher watcher,
      InstantSource clock) {
    this.plan = plan;
    this.corpus = corpus;
    this.folder = folder;
    this.saveEvery = saveEvery;
    this.watcher = watcher;
    this.clock = clock;
  }

  /**
   * Trains to the end, or returns the model that a former holder already finished.
   *
   * @return empty if the watcher ended the run
   * @throws InterruptedException after an interrupt; the state is saved
   * @throws ArithmeticException naming the step, if losses or gradients are not finite
   * @throws IOException naming the file, if one of the run's files cannot be read or written
   */
  public Optional<TrainedModel> run() throws IOException, InterruptedException {
    Optional<Path> finished = folder.finished();
    if (finished.isPresent()) {
      Checkpoint checkpoint = Checkpoint.open(finished.get());
      return Optional.of(new TrainedModel(finished.get(), checkpoint.sha256(), plan.tokens()));
    }
    Optional<Path> state = folder.latestState();
    return state.isPresent() ? resume(Checkpoint.open(state.get())) : begin();
  }

  private Optional<TrainedModel> begin() throws IOException, InterruptedException {
    try (Transformer model = Transformer.initialize(plan.shape(), plan.precision(), plan.seed());
        AdamW optimizer = optimizer(model)) {
      return train(model, optimizer, new Progress(0, 0, 0));
    }
  }

  private Optional<TrainedModel> resume(Checkpoint state) throws IOException, InterruptedException {
    try (Transformer model = state.transformer(plan.precision());
        AdamW optimizer = optimizer(model)) {
      return train(model, optimizer, state.resume(optimizer));
    }
  }

  private AdamW optimizer(Transformer model) {
    return new AdamW(model, plan.weightDecay(), plan.clipping());
  }

  private Optional<TrainedModel> train(Transformer model, AdamW optimizer, Progress from)
      throws IOException, InterruptedException {
    Sequences sequences = sequences(from);
    Progress progress = from;
    Instant saved = clock.instant();
    while (progress.step() < plan.steps()) {
      Step step = step(model, optimizer, sequences, progress);
      progress = new Progress(step.number(), step.tokensSeen(), sequences.cursor());
      if (!watcher.goOn(step)) {
        return Optional.empty();
      }
      boolean interrupted = Thread.interrupted();
      if (interrupted || !clock.instant().isBefore(saved.plus(saveEvery))) {
        save(model, optimizer, progress);
        saved = clock.instant();
      }
      if (interrupted) {
        throw new InterruptedException("asked to stop after step " + progress.step());
      }
    }
    var digests = Checkpoint.write(folder.checkpoint(), model, corpus.tokenizer());
    return Optional.of(new TrainedModel(folder.checkpoint(), digests, progress.tokensSeen()));
  }

  private Sequences sequences(Progress from) {
    Sequences sequences =
        corpus.training(plan.seed(), plan.shape().contextLength(), plan.shape().predictTokens());
    sequences.seek(from.cursor());
    return sequences;
  }

  private Step step(Transformer model, AdamW optimizer, Sequences sequences, Progress before) {
    Instant start = clock.instant();
    long number = before.step() + 1;
    List<Float> losses = finite(model.lossesAndGradients(sequences.next(plan.rows())), number);
    double learningRate = plan.schedule().at(before.step());
    double norm = optimizer.step(learningRate);
    return new Step(
        number,
        before.tokensSeen() + plan.batchTokens(),
        plan.batchTokens(),
        losses,
        learningRate,
        norm,
        Duration.between(start, clock.instant()));
  }

  private static List<Float> finite(float[] losses, long step) {
    List<Float> all = new ArrayList<>(losses.length);
    for (float loss : losses) {
      if (!Float.isFinite(loss)) {
        throw new ArithmeticException(
            "The loss of head " + (all.size() + 1) + " is " + loss + " at step " + step + ".");
      }
      all.add(loss);
    }
    return all;
  }

  private void save(Transformer model, AdamW optimizer, Progress progress) throws IOException {
    Path state = folder.state(progress.step());
    Checkpoint.write(state, model, corpus.tokenizer(), optimizer, progress);
    folder.discardAllBut(state);
  }
}
