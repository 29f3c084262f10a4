package dev.foresight.sampler.decoding;

import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Samples by problem, temperature and index. */
final class Drawn {
  private Drawn() {}

  static Map<List<Object>, Sample> by(Engine engine, LoadedModel model, SamplingTask task)
      throws InterruptedException {
    return byId(engine.decode(model, task, () -> true, Listener.NONE));
  }

  /** Of all tasks at once, each asked for by a thread of its own, in this order. */
  static Map<List<Object>, Sample> by(Engine engine, LoadedModel model, List<SamplingTask> tasks)
      throws Exception {
    var samples = new HashMap<List<Object>, Sample>();
    try (var threads = Executors.newFixedThreadPool(tasks.size())) {
      var running =
          tasks.stream()
              .map(task -> (Callable<Map<List<Object>, Sample>>) () -> by(engine, model, task))
              .map(threads::submit)
              .toList();
      for (var each : running) {
        samples.putAll(each.get());
      }
    }
    return samples;
  }

  static Map<List<Object>, Sample> byId(List<SampleBatch> batches) {
    var samples = new HashMap<List<Object>, Sample>();
    for (var batch : batches) {
      for (var sample : batch.getSamplesList()) {
        samples.put(List.of(batch.getProblem(), batch.getTemperature(), sample.getIndex()), sample);
      }
    }
    return samples;
  }

  /** {@code task} cut into tasks of at most {@code size} indices. */
  static List<SamplingTask> parts(SamplingTask task, int size) {
    var parts = new ArrayList<SamplingTask>();
    for (int from = 0; from < task.getCount(); from += size) {
      parts.add(
          task.toBuilder()
              .setFirstIndex(task.getFirstIndex() + from)
              .setCount(Math.min(size, task.getCount() - from))
              .build());
    }
    return parts;
  }
}
