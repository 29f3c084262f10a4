package dev.foresight.scorer.texts;

import dev.foresight.proto.FinishReason;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import java.util.HashSet;
import java.util.stream.Stream;

/**
 * A record of the topic samples and where it stands there.
 *
 * @param batch fit to be tallied
 */
public record SampleRecord(int partition, long offset, SampleBatch batch) {

  /** Its rows. Of an index that it holds twice the first counts, as in the tally. */
  Stream<StoredSample> samples() {
    var seen = new HashSet<Integer>();
    return batch.getSamplesList().stream()
        .filter(sample -> seen.add(sample.getIndex()))
        .map(this::row);
  }

  private StoredSample row(Sample sample) {
    return new StoredSample(
        batch.getProblem(),
        batch.getTemperature(),
        sample.getIndex(),
        batch.getQuestion(),
        batch.getReferenceAnswer(),
        sample.getText(),
        name(sample.getFinishReason()),
        sample.getTokenCount(),
        sample.getModelLogProbability(),
        sample.getSampledLogProbability());
  }

  private static String name(FinishReason reason) {
    return switch (reason) {
      case FINISH_REASON_STOP -> "stop";
      case FINISH_REASON_END_OF_TEXT -> "endOfText";
      case FINISH_REASON_LENGTH -> "length";
      case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
