package dev.foresight.trainer.training;

import dev.foresight.model.ComputeDevice;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.trainer.Arithmetic;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.CorpusPlan;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.data.Sequences;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tiny runs below a folder, each with a store of its own. */
final class Runs {
  static final ModelShape SHAPE = new ModelShape(320, 16, 3, 2, 32, 32, 2);
  static final int BATCH = 128;
  static final String ID = "a".repeat(64);
  static final Duration NEVER = Duration.ofDays(1);

  /** Twelve steps, with a branch at 6 to a model of 8 steps and one at 9 to a model of 12. */
  static final TrainingPlan BRANCHED =
      plan(Schedule.WSD, List.of(8L * BATCH, 12L * BATCH), List.of(0L, 7L * BATCH), 1e-2);

  private final Path folder;
  private final Corpus corpus;

  Runs(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    TorchScript.useThreads(1); // the models are too small for more
    Path problems = Arithmetic.write(folder.resolve("corpus.jsonl"), 40);
    corpus =
        new Corpora(folder, 1)
            .prepare(CorpusPlan.problems(problems, SHAPE.vocabularySize()), Preparation.SILENT);
  }

  private Runs(Path folder, Corpus corpus) {
    this.folder = folder;
    this.corpus = corpus;
  }

  /** The same with some sequences held out. */
  Runs withHeldOut(int count) {
    return new Runs(folder, new HoldingOut(corpus, count));
  }

  static TrainingPlan plan(
      Schedule schedule, List<Long> budgets, List<Long> announceAt, double peak) {
    return plan(schedule, budgets, announceAt, peak, 0);
  }

  static TrainingPlan plan(
      Schedule schedule, List<Long> budgets, List<Long> announceAt, double peak, int microBatch) {
    var descent =
        new Descent(
            schedule, BATCH, peak, 0.1, 0.25, 0.1, 0.1, 1, Precision.FLOAT32, microBatch, false);
    return new TrainingPlan(SHAPE, budgets, announceAt, descent, 7, null);
  }

  static TrainingPlan cosine(int steps) {
    return plan(Schedule.COSINE, List.of((long) BATCH * steps), List.of(), 1e-2);
  }

  static Upkeep saving(Duration every, int keep) {
    return new Upkeep(every, 0, keep, 0, 0);
  }

  Corpus corpus() {
    return corpus;
  }

  Path run(String store) {
    return folder.resolve(store).resolve("runs").resolve(ID);
  }

  RunFolder claim(String store) throws IOException {
    return RunFolder.claim(folder.resolve(store), ID, 1);
  }

  TrainingLoop loop(String store, TrainingPlan plan, Upkeep upkeep, Watcher watcher)
      throws IOException {
    return new TrainingLoop(
        plan, corpus, claim(store), ComputeDevice.CPU, upkeep, watcher, InstantSource.system());
  }

  /** A corpus whose first sequences are held out as well as trained on. */
  private record HoldingOut(Corpus corpus, int count) implements Corpus {
    @Override
    public Tokenizer tokenizer() {
      return corpus.tokenizer();
    }

    @Override
    public Sequences training(long seed, int length, int ahead) {
      return corpus.training(seed, length, ahead);
    }

    @Override
    public List<int[]> validation(int length, int ahead) {
      return List.of(corpus.training(0, length, ahead).next(count));
    }

    @Override
    public long brokenRows() {
      return 0;
    }

    @Override
    public void close() {}
  }

  /** Sees all that happens, and ends nothing. */
  static class Diary implements Watcher {
    final Map<Long, List<Float>> losses = new LinkedHashMap<>();
    final Map<String, Map<String, String>> models = new LinkedHashMap<>();
    final List<TrainedModel> announced = new ArrayList<>();
    final List<IOException> notSaved = new ArrayList<>();
    final List<Long> validated = new ArrayList<>();

    /** The loss of a head, 1 for the first, over a step that was taken. */
    float loss(long step, int head) {
      return Objects.requireNonNull(losses.get(step)).get(head - 1);
    }

    @Override
    public boolean goOn(Step step) {
      losses.put(step.number(), step.losses());
      return true;
    }

    @Override
    public void announce(TrainedModel model) throws InterruptedException {
      announced.add(model);
      models.put(model.folder().getFileName().toString(), model.sha256());
    }

    @Override
    public void notSaved(IOException reason) {
      notSaved.add(reason);
    }

    @Override
    public void validated(long step, List<Float> heldOut) {
      validated.add(step);
    }
  }

  /** Dies at one step as a killed process does: nothing is tidied up. */
  static final class Mortal extends Diary {
    private final long last;

    Mortal(long last) {
      this.last = last;
    }

    @Override
    public boolean goOn(Step step) {
      super.goOn(step);
      if (step.number() == last) {
        throw new Killed();
      }
      return true;
    }
  }

  /** The end of a {@link Mortal}. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }
}
