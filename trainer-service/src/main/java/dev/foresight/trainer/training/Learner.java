package dev.foresight.trainer.training;

import dev.foresight.model.AdamW;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Execution;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Progress;
import dev.foresight.model.Transformer;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.Sequences;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A model, its optimizer and its place in the data. Holds their native memory until closed, and
 * that of one micro batch while it learns. Used by one thread.
 */
final class Learner implements AutoCloseable {
  private final TrainingPlan plan;
  private final Corpus corpus;
  private final Transformer model;
  private final AdamW optimizer;
  private final Sequences sequences;
  private Progress progress = new Progress(0, 0, 0);

  /**
   * A learner at its first step, with the weights of {@code state} or, without one, the plan's
   * first.
   */
  Learner(TrainingPlan plan, Corpus corpus, ComputeDevice device, Optional<Checkpoint> state)
      throws IOException {
    this.plan = plan;
    this.corpus = corpus;
    this.model = model(plan, execution(plan.descent(), device), state);
    this.optimizer = new AdamW(model, plan.descent().weightDecay(), plan.descent().clipping());
    this.sequences =
        corpus.training(plan.seed(), plan.shape().contextLength(), plan.shape().predictTokens());
  }

  private static Execution execution(Descent descent, ComputeDevice device) {
    return Execution.of(descent.precision()).on(device).recomputing(descent.recomputeActivations());
  }

  private static Transformer model(
      TrainingPlan plan, Execution execution, Optional<Checkpoint> state) throws IOException {
    if (state.isPresent()) {
      return state.get().transformer(execution);
    }
    return plan.initial() == null
        ? Transformer.initialize(plan.shape(), execution, plan.seed())
        : initial(plan.shape(), execution, plan.initial());
  }

  /** The weights of another run; heads that it lacks start as copies of head 1. */
  private static Transformer initial(ModelShape shape, Execution execution, Path folder)
      throws IOException {
    Checkpoint initial = Checkpoint.examine(folder); // of any trainer, which needs no manifest
    ModelShape extended = initial.shape().extendedTo(shape.predictTokens());
    if (!fits(shape, extended)) {
      throw new IllegalArgumentException(
          folder
              + ": with "
              + shape.predictTokens()
              + " heads its shape is "
              + extended
              + ", and does not fit "
              + shape);
    }
    return initial.transformer(execution, shape.predictTokens());
  }

  /** Whether weights of {@code there} are those of a model that trains as {@code shape} says. */
  private static boolean fits(ModelShape shape, ModelShape there) {
    return shape.vocabularySize() == there.vocabularySize()
        && shape.hiddenSize() == there.hiddenSize()
        && shape.layers() == there.layers()
        && shape.attentionHeads() == there.attentionHeads()
        && shape.keyValueHeads() == there.keyValueHeads()
        && shape.headSize() == there.headSize()
        && shape.feedForwardSize() == there.feedForwardSize()
        && shape.tiedEmbeddings() == there.tiedEmbeddings()
        && shape.contextLength() <= there.contextLength();
  }

  /** Continues from {@code state}, whose weights this learner has. */
  void resume(Checkpoint state) throws IOException {
    progress = state.resume(optimizer);
    sequences.seek(progress.cursor());
  }

  /** Steps that the model has taken. */
  long steps() {
    return progress.step();
  }

  /** Tokens that the model was trained on. */
  long tokensSeen() {
    return progress.tokensSeen();
  }

  /**
   * Gathers the gradients of the next step's sequences, a micro batch at a time.
   *
   * @return the mean cross-entropy of each head in nats
   */
  List<Float> gather() {
    int[][] rows = sequences.next(plan.rows());
    int atOnce = plan.rowsAtOnce();
    double[] means = new double[plan.shape().predictTokens()];
    for (int from = 0; from < rows.length; from += atOnce) {
      int[][] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + atOnce));
      double share = (double) some.length / rows.length;
      Losses.add(means, share, model.lossesAndGradients(some, share));
    }
    return Losses.list(means);
  }

  /**
   * Takes a step along the gathered gradients.
   *
   * @return their norm before clipping
   * @throws ArithmeticException if it is not finite
   */
  double descend(double learningRate) {
    double norm = optimizer.step(learningRate);
    progress =
        new Progress(
            progress.step() + 1,
            progress.tokensSeen() + plan.descent().batchTokens(),
            sequences.cursor());
    return norm;
  }

  /** Writes all that is needed to continue from here. */
  void save(Path folder) throws IOException {
    try {
      Checkpoint.write(folder, model, corpus.tokenizer(), optimizer, progress);
    } catch (IOException e) {
      throw interruptIn(e);
    }
  }

  /**
   * Writes the model.
   *
   * @return the SHA-256 of each file but the manifest, by name
   */
  SortedMap<String, String> write(Path folder) throws IOException {
    try {
      return Checkpoint.write(folder, model, corpus.tokenizer());
    } catch (IOException e) {
      throw interruptIn(e);
    }
  }

  /** An interrupt that closed a file on the way is told as such. */
  private static IOException interruptIn(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedByInterruptException interrupt) {
        return interrupt;
      }
    }
    return e;
  }

  Transformer model() {
    return model;
  }

  @Override
  public void close() {
    optimizer.close();
    model.close();
  }
}
