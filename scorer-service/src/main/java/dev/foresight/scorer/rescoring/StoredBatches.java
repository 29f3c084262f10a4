package dev.foresight.scorer.rescoring;

import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.scorer.texts.StoredSample;
import dev.foresight.scorer.texts.Texts;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of stored samples as they were drawn, of at most {@value #MOST} indices of one
 * problem at one temperature. Mutable.
 */
final class StoredBatches implements Texts.Reader {
  private static final int MOST = 50;

  private final String evaluation;
  private final Consumer<SampleBatch> to;
  private SampleBatch.@Nullable Builder open;

  StoredBatches(String evaluation, Consumer<SampleBatch> to) {
    this.evaluation = evaluation;
    this.to = to;
  }

  @Override
  public boolean take(StoredSample sample) {
    if (open != null && !fits(open, sample)) {
      end();
    }
    if (open == null) {
      open = begin(sample);
    }
    open.addSamples(
        Sample.newBuilder()
            .setIndex(sample.index())
            .setText(sample.text())
            .setTokenCount(sample.tokens())
            .setModelLogProbability(sample.modelLogProbability())
            .setSampledLogProbability(sample.sampledLogProbability()));
    return true;
  }

  private static boolean fits(SampleBatch.Builder batch, StoredSample sample) {
    return batch.getSamplesCount() < MOST
        && batch.getProblem() == sample.problem()
        && batch.getTemperature().equals(sample.temperature());
  }

  private SampleBatch.Builder begin(StoredSample sample) {
    return SampleBatch.newBuilder()
        .setEvaluationId(evaluation)
        .setProblem(sample.problem())
        .setTemperature(sample.temperature())
        .setQuestion(sample.question())
        .setReferenceAnswer(sample.referenceAnswer());
  }

  /** Hands the last record over. */
  void end() {
    if (open != null) {
      to.accept(open.build());
      open = null;
    }
  }
}
