package dev.foresight.scorer.pipeline;

import dev.foresight.proto.ProtobufSerde;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.scorer.grading.Reference;
import dev.foresight.scorer.tally.Tally;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** A record of samples that was found fit to be tallied. */
public record ReadableBatch(SampleBatch batch, Reference reference) {
  private static final ProtobufSerde<SampleBatch> SERDE =
      ProtobufSerde.of(SampleBatch.getDefaultInstance());
  // It names a folder as well.
  private static final Pattern EVALUATION = Pattern.compile("\\w[\\w.-]{0,127}");
  private static final Pattern TEMPERATURE = Pattern.compile("\\d+(\\.\\d+)?");

  /**
   * Reads a record of the topic samples.
   *
   * @throws RejectedException with the reason, if it can never be tallied
   */
  public static ReadableBatch of(byte @Nullable [] key, byte @Nullable [] value)
      throws RejectedException {
    var batch = parse(value);
    int samples = batch.getSamplesCount();
    require(samples > 0, samples, "the batch holds no samples");
    require(
        EVALUATION.matcher(batch.getEvaluationId()).matches(),
        samples,
        "the batch names no evaluation");
    require(batch.getProblem() >= 0, samples, "the problem's row is negative");
    require(
        TEMPERATURE.matcher(batch.getTemperature()).matches(),
        samples,
        "the temperature '" + batch.getTemperature() + "' is not a decimal number");
    require(
        batch.getSamplesList().stream().allMatch(ReadableBatch::isInRange),
        samples,
        "a sample's index is outside 0.." + (Tally.INDEX_LIMIT - 1));
    var expected = batch.getEvaluationId() + "/" + batch.getProblem();
    // Another key may be in another partition, where its duplicates would not be seen.
    require(
        key != null && expected.equals(new String(key, StandardCharsets.UTF_8)),
        samples,
        "the key is not " + expected);
    return new ReadableBatch(batch, reference(batch));
  }

  private static SampleBatch parse(byte @Nullable [] value) throws RejectedException {
    if (value == null) {
      throw new RejectedException(1, "the record has no value");
    }
    try {
      return SERDE.parse(value);
    } catch (SerializationException e) {
      throw new RejectedException(1, String.valueOf(e.getMessage()));
    }
  }

  private static Reference reference(SampleBatch batch) throws RejectedException {
    try {
      return Reference.of(batch.getReferenceAnswer());
    } catch (IllegalArgumentException e) {
      throw new RejectedException(batch.getSamplesCount(), String.valueOf(e.getMessage()));
    }
  }

  private static void require(boolean met, int samples, String reason) throws RejectedException {
    if (!met) {
      throw new RejectedException(samples, reason);
    }
  }

  private static boolean isInRange(Sample sample) {
    return sample.getIndex() >= 0 && sample.getIndex() < Tally.INDEX_LIMIT;
  }

  List<Sample> samples() {
    return batch.getSamplesList();
  }

  String cellKey() {
    return batch.getEvaluationId() + "/" + batch.getTemperature();
  }

  String tallyKey() {
    return cellKey() + "/" + batch.getProblem();
  }
}
