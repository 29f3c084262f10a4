package dev.foresight.trainer.views;

import dev.foresight.proto.TrainingRun;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest record of each run, but for those of a former holder: they carry an older epoch
 * than one already seen.
 */
final class LatestEpoch implements Processor<String, TrainingRun, Void, Void> {
  private final String storeName;
  private @Nullable KeyValueStore<String, TrainingRun> runs;

  LatestEpoch(String storeName) {
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    runs = context.getStateStore(storeName);
  }

  @Override
  public void process(Record<String, TrainingRun> record) {
    if (runs == null) {
      throw new IllegalStateException("no record comes before init");
    }
    if (replaces(runs.get(record.key()), record.value())) {
      runs.put(record.key(), record.value());
    }
  }

  static boolean replaces(@Nullable TrainingRun known, TrainingRun next) {
    return known == null || next.getEpoch() >= known.getEpoch();
  }
}
