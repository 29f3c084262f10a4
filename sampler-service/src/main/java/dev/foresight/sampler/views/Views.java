package dev.foresight.sampler.views;

import com.google.protobuf.Message;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Topics;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.SamplerProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.stereotype.Component;

/**
 * Evaluations and, for control, checkpoints and cells as their topics say now. A record just
 * written may be missing for some milliseconds.
 */
@Component
public class Views {
  private final StreamsBuilderFactoryBean streams;

  Views(StreamsBuilder builder, StreamsBuilderFactoryBean streams, SamplerProperties properties) {
    this.streams = streams;
    table(builder, Topics.EVALUATIONS, Evaluation.getDefaultInstance());
    if (properties.roles().contains(Role.CONTROL)) {
      table(builder, Topics.CHECKPOINTS, CheckpointPublished.getDefaultInstance());
      table(builder, Topics.PASS_AT_K, PassAtK.getDefaultInstance());
    }
  }

  private static <T extends Message> void table(StreamsBuilder builder, Topics topic, T type) {
    builder.globalTable(
        topic.topic(),
        Consumed.with(Serdes.String(), ProtobufSerde.of(type)),
        Materialized.<String, T>as(Stores.inMemoryKeyValueStore(topic.topic())));
  }

  /** The evaluation {@code id}. */
  public Optional<Evaluation> evaluation(String id) {
    return Optional.ofNullable(this.<Evaluation>store(Topics.EVALUATIONS).get(id));
  }

  /** All evaluations, in no order. */
  public List<Evaluation> evaluations() {
    var evaluations = new ArrayList<Evaluation>();
    try (var all = this.<Evaluation>store(Topics.EVALUATIONS).all()) {
      all.forEachRemaining(entry -> evaluations.add(entry.value));
    }
    return evaluations;
  }

  /** The checkpoint {@code id}; for control only. */
  public Optional<CheckpointPublished> checkpoint(String id) {
    return Optional.ofNullable(this.<CheckpointPublished>store(Topics.CHECKPOINTS).get(id));
  }

  /** The cells of an evaluation, one for each temperature that was scored; for control only. */
  public List<PassAtK> cells(Evaluation evaluation) {
    ReadOnlyKeyValueStore<String, PassAtK> cells = store(Topics.PASS_AT_K);
    return evaluation.getSpec().getTemperaturesList().stream()
        .map(temperature -> cell(cells, evaluation.getEvaluationId() + "/" + temperature))
        .filter(Objects::nonNull)
        .toList();
  }

  private static @Nullable PassAtK cell(ReadOnlyKeyValueStore<String, PassAtK> cells, String key) {
    return cells.get(key);
  }

  /** Whether the views follow their topics. */
  public boolean running() {
    KafkaStreams running = streams.getKafkaStreams();
    return running != null && running.state() == KafkaStreams.State.RUNNING;
  }

  private <T> ReadOnlyKeyValueStore<String, T> store(Topics topic) {
    KafkaStreams running = streams.getKafkaStreams();
    if (running == null) {
      throw new IllegalStateException("the views are not started");
    }
    return running.store(
        StoreQueryParameters.fromNameAndType(topic.topic(), QueryableStoreTypes.keyValueStore()));
  }
}
