package dev.foresight.sampler.decoding;

import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Decoder;
import dev.foresight.model.StepTimes;
import dev.foresight.model.TorchScript;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that decodes as long as there are rows: at every step finished rows leave and waiting
 * ones enter, of any task, temperature and model.
 */
final class Lane implements Runnable {
  private final Tools tools;
  private final Map<LoadedModel, ModelRows> models = new LinkedHashMap<>();

  /** How a forward pass is made. */
  @FunctionalInterface
  interface Forward {
    /** One pass; {@code times}, if there are any, are told what its parts took. */
    Decoder.Step step(Decoder decoder, List<Decoder.Feed> feeds, @Nullable StepTimes times);
  }

  /**
   * What the lanes of an engine share.
   *
   * @param clock nanoseconds of work of the present thread
   * @param rowLimit most rows of a lane
   * @param threads of one operation
   * @param device that computes
   */
  record Tools(
      TaskQueue queue,
      Nucleus nucleus,
      Counters counters,
      Forward forward,
      Speculation speculation,
      LongSupplier clock,
      int rowLimit,
      int threads,
      ComputeDevice device) {}

  Lane(Tools tools) {
    this.tools = tools;
  }

  @Override
  public void run() {
    TorchScript.useThreads(tools.threads());
    try {
      while (!tools.queue().isClosed()) {
        long changes = tools.queue().changes();
        admit();
        models.values().forEach(ModelRows::step);
        models.values().removeIf(ModelRows::isEmpty);
        if (models.isEmpty()) {
          tools.queue().await(changes);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      models.values().forEach(ModelRows::clear);
    }
  }

  private void admit() {
    for (var next = tools.queue().next(rows());
        next.isPresent();
        next = tools.queue().next(rows())) {
      var toRead = next.get().toRead();
      var entered = next.get().entered();
      if (toRead != null) {
        read(toRead);
      } else if (entered != null) {
        models
            .computeIfAbsent(entered.task().model(), model -> new ModelRows(tools, model))
            .enter(entered);
      }
    }
  }

  private void read(OpenTask task) {
    long start = System.nanoTime();
    Decoder.Prefix prefix = null;
    try {
      prefix = task.readQuestion();
    } catch (RuntimeException | Error e) {
      task.fail(e);
    } finally {
      tools.queue().wasRead(task, prefix);
      tools.counters().readNanoseconds.add(System.nanoTime() - start);
    }
  }

  private int rows() {
    int rows = 0;
    for (var model : models.values()) {
      rows += model.size();
    }
    return rows;
  }
}
