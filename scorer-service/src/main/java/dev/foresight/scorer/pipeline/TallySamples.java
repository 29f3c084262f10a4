package dev.foresight.scorer.pipeline;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.scorer.state.TallyState;
import dev.foresight.scorer.tally.Outcome;
import dev.foresight.scorer.tally.Tally;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * From a record of samples to the marks of its problem, under the cell's key; or, if the record is
 * not fit to be tallied, to a dead letter.
 *
 * <p>The marks go on even when every sample was a duplicate: after a crash the store may know of
 * samples that the cell never heard of.
 */
final class TallySamples implements Processor<byte[], byte[], String, Message> {
  static final String TALLIES = "tallies";

  private final SampleCounts counts;
  private final Tracing tracing;
  private ProcessorContext<String, Message> context;
  private KeyValueStore<String, TallyState> tallies;

  @SuppressWarnings("NullAway.Init") // init comes before the first record
  TallySamples(SampleCounts counts, Tracing tracing) {
    this.counts = counts;
    this.tracing = tracing;
  }

  @Override
  public void init(ProcessorContext<String, Message> context) {
    this.context = context;
    tallies = context.getStateStore(TALLIES);
  }

  @Override
  public void process(Record<byte[], byte[]> entry) {
    try {
      var batch = ReadableBatch.of(entry.key(), entry.value());
      tracing.process(
          Topics.SAMPLES, entry.headers(), batch.batch(), () -> tally(batch, entry.timestamp()));
    } catch (RejectedException e) {
      reject(entry, e);
    }
  }

  private void tally(ReadableBatch batch, long timestamp) {
    counts.received(batch.samples().size());
    var tally = known(batch.tallyKey());
    if (addSamples(batch, tally)) {
      tally.add(batch.batch().getSpeculation());
    }
    var state = tally.state();
    tallies.put(batch.tallyKey(), state);
    var marks = Tally.marks(batch.batch().getProblem(), state);
    context.forward(new Record<>(batch.cellKey(), marks, timestamp));
  }

  /** Whether any of them is new. */
  private boolean addSamples(ReadableBatch batch, Tally tally) {
    boolean brings = false;
    for (var sample : batch.samples()) {
      var outcome = tally.add(sample.getIndex(), sample.getText(), batch.reference());
      counts.became(outcome, 1);
      brings |= outcome == Outcome.GRADED;
    }
    return brings;
  }

  private Tally known(String key) {
    @Nullable TallyState state = tallies.get(key);
    return state == null ? new Tally() : Tally.of(state);
  }

  private void reject(Record<byte[], byte[]> entry, RejectedException rejected) {
    counts.received(rejected.samples);
    counts.became(Outcome.REJECTED, rejected.samples);
    var key = entry.key() == null ? "" : new String(entry.key(), StandardCharsets.UTF_8);
    var topicAndKey = Topics.SAMPLES.topic() + "/" + key;
    var letter = letter(entry, rejected);
    context.forward(new Record<>(topicAndKey, letter, entry.timestamp(), entry.headers()));
  }

  private DeadLetter letter(Record<byte[], byte[]> entry, RejectedException rejected) {
    var letter =
        DeadLetter.newBuilder()
            .setTopic(Topics.SAMPLES.topic())
            .setKey(bytes(entry.key()))
            .setValue(bytes(entry.value()))
            .setReason(String.valueOf(rejected.getMessage()))
            .setService("scorer")
            .setWrittenAtMillis(context.currentSystemTimeMs());
    context
        .recordMetadata()
        .ifPresent(at -> letter.setPartition(at.partition()).setOffset(at.offset()));
    entry.headers().forEach(header -> letter.putHeaders(header.key(), bytes(header.value())));
    return letter.build();
  }

  private static ByteString bytes(byte @Nullable [] bytes) {
    return bytes == null ? ByteString.EMPTY : ByteString.copyFrom(bytes);
  }
}
