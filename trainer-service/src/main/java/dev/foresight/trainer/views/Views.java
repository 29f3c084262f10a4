package dev.foresight.trainer.views;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Command;
import dev.foresight.proto.Experiment;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Topics;
import dev.foresight.proto.TrainingRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.stereotype.Component;

/**
 * Experiments, training runs, checkpoints and commands as their topics say now. A record just
 * written may be missing for some milliseconds.
 */
@Component
public class Views {
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(5);
  private static final String EXPERIMENTS = "experiments";
  private static final String RUNS = "training-runs";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String COMMANDS = "commands";

  private final StreamsBuilderFactoryBean streams;

  Views(StreamsBuilder builder, StreamsBuilderFactoryBean streams) {
    this.streams = streams;
    table(builder, Topics.EXPERIMENTS, Experiment.getDefaultInstance(), EXPERIMENTS);
    table(builder, Topics.CHECKPOINTS, CheckpointPublished.getDefaultInstance(), CHECKPOINTS);
    table(builder, Topics.COMMANDS, Command.getDefaultInstance(), COMMANDS);
    var run = ProtobufSerde.of(TrainingRun.getDefaultInstance());
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(RUNS), Serdes.String(), run)
            .withLoggingDisabled(),
        Topics.TRAINING_RUNS.topic(),
        Consumed.with(Serdes.String(), run),
        () -> new LatestEpoch(RUNS));
  }

  private static <T extends com.google.protobuf.Message> void table(
      StreamsBuilder builder, Topics topic, T type, String store) {
    builder.globalTable(
        topic.topic(),
        Consumed.with(Serdes.String(), ProtobufSerde.of(type)),
        Materialized.<String, T>as(Stores.inMemoryKeyValueStore(store)));
  }

  /** The experiment {@code id}. */
  public Optional<Experiment> experiment(String id) {
    return Optional.ofNullable(this.<Experiment>store(EXPERIMENTS).get(id));
  }

  /** All experiments, in no order. */
  public List<Experiment> experiments() {
    return values(EXPERIMENTS);
  }

  /** The run of the job {@code id}; none while the job is queued. */
  public Optional<TrainingRun> run(String id) {
    return Optional.ofNullable(this.<TrainingRun>store(RUNS).get(id));
  }

  /** All runs, in no order. */
  public List<TrainingRun> runs() {
    return values(RUNS);
  }

  /** The checkpoint {@code id}. */
  public Optional<CheckpointPublished> checkpoint(String id) {
    return Optional.ofNullable(this.<CheckpointPublished>store(CHECKPOINTS).get(id));
  }

  /** All checkpoints, in no order. */
  public List<CheckpointPublished> checkpoints() {
    return values(CHECKPOINTS);
  }

  /**
   * Waits until the views show what was just written, so that who asks next sees it; gives up
   * quietly after a while, since it is written.
   */
  public static void awaitVisible(BooleanSupplier visible) throws InterruptedException {
    long end = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (!visible.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
  }

  /** Whether someone asked for the end of the job {@code id}. */
  public boolean cancelRequested(String id) {
    Command command = this.<Command>store(COMMANDS).get(id);
    return command != null && command.hasCancel();
  }

  /** Whether the views follow their topics. */
  boolean running() {
    KafkaStreams running = streams.getKafkaStreams();
    return running != null && running.state() == KafkaStreams.State.RUNNING;
  }

  private <T> List<T> values(String name) {
    var values = new ArrayList<T>();
    try (var all = this.<T>store(name).all()) {
      all.forEachRemaining(entry -> values.add(entry.value));
    }
    return values;
  }

  private <T> ReadOnlyKeyValueStore<String, T> store(String name) {
    KafkaStreams running = streams.getKafkaStreams();
    if (running == null) {
      throw new IllegalStateException("the views are not started");
    }
    return running.store(
        StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
  }
}
