package dev.foresight.scorer.pipeline;

import com.google.protobuf.Message;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.scorer.state.ProblemMarks;
import dev.foresight.scorer.state.TallyState;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream, and what each step keeps:
 *
 * <pre>
 * samples ─► tally (evaluation/temperature/problem ─► tally) ─► marks by evaluation/temperature
 *         └► dead-letters                                            │ repartitioned
 *            pass-at-k ◄─ once a second, if changed ◄─ cell (evaluation/temperature/problem ─► marks)
 * </pre>
 *
 * <p>Delivery is at least once throughout, and that is enough: tallies and cells are sets, so what
 * comes twice changes nothing.
 */
public final class ScoringTopology {
  private static final String CELLS = "cells";

  private final ScoringSettings settings;
  private final SampleCounts counts;
  private final Tracing tracing;

  /**
   * A topology that publishes as {@code settings} say, counts in {@code counts}, and traces batches
   * in {@code tracing}.
   */
  public ScoringTopology(ScoringSettings settings, SampleCounts counts, Tracing tracing) {
    this.settings = settings;
    this.counts = counts;
    this.tracing = tracing;
  }

  /** Adds the stream and the views to {@code builder}. */
  public void build(StreamsBuilder builder) {
    Views.declare(builder);
    var tallied = tallied(builder);
    deadLetters(tallied);
    passAtK(builder, tallied);
  }

  private KStream<String, Message> tallied(StreamsBuilder builder) {
    builder.addStateStore(store(TallySamples.TALLIES, state(TallyState.getDefaultInstance())));
    return builder.stream(
            Topics.SAMPLES.topic(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .process(() -> new TallySamples(counts, tracing), TallySamples.TALLIES);
  }

  private static void deadLetters(KStream<String, Message> tallied) {
    tallied
        .filter((key, message) -> message instanceof DeadLetter)
        .mapValues(DeadLetter.class::cast)
        .to(
            Topics.DEAD_LETTERS.topic(),
            Produced.with(Serdes.String(), state(DeadLetter.getDefaultInstance())));
  }

  private void passAtK(StreamsBuilder builder, KStream<String, Message> tallied) {
    var marks = state(ProblemMarks.getDefaultInstance());
    builder.addStateStore(store(PublishCells.MARKS, marks));
    builder.addStateStore(store(PublishCells.CHANGED, Serdes.ByteArray()));
    tallied
        .filter((key, message) -> message instanceof ProblemMarks)
        .mapValues(ProblemMarks.class::cast)
        .repartition(
            Repartitioned.<String, ProblemMarks>as(CELLS)
                .withKeySerde(Serdes.String())
                .withValueSerde(marks))
        .process(
            () -> new PublishCells(settings, tracing), PublishCells.MARKS, PublishCells.CHANGED)
        .to(
            Topics.PASS_AT_K.topic(),
            Produced.with(Serdes.String(), state(PassAtK.getDefaultInstance())));
  }

  private static <T extends Message> Serde<T> state(T instance) {
    return ProtobufSerde.of(instance);
  }

  private static <T> StoreBuilder<KeyValueStore<String, T>> store(String name, Serde<T> values) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), values);
  }
}
