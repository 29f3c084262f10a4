package dev.foresight.sampler.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.Decoder;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import dev.foresight.model.Transformer;
import dev.foresight.model.tokenizer.BpeTrainer;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.proto.FinishReason;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineTest {
  private static final String PROMPT = "Question: Ann has 3 apples and 4 pears.\nAnswer:";
  private static final Tokenizer tokenizer =
      BpeTrainer.train(List.of(PROMPT + " Ann has 3 + 4 = 7 fruits.\n#### 7\n\n"), 300);
  private static final Engine engine = new Engine(1024);

  @AfterAll
  static void close() {
    engine.close();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aSampleHasTheSameBitsAloneAndAmongOthers(Precision precision) throws Exception {
    try (var model = model(precision, 96);
        var narrow = new Engine(64)) {
      var together = samples(engine, model, task(0, 200));
      assertThat(together).hasSize(800);
      assertThat(together.values().stream().map(Sample::getFinishReason).distinct()).hasSize(3);
      assertThat(together.values().stream().map(Sample::getTokenCount).distinct())
          .hasSizeGreaterThan(10);
      int threads = TorchScript.threads();
      TorchScript.useThreads(1);
      assertThat(samples(narrow, model, task(0, 200))).isEqualTo(together);
      TorchScript.useThreads(threads);
      assertSubset(samples(engine, model, task(50, 50)), together, 200);
      for (int index : new int[] {0, 7, 199}) {
        assertSubset(samples(engine, model, task(index, 1)), together, 4);
        var alone = task(index, 1).toBuilder().clearTemperatures().addTemperatures("0.2").build();
        assertSubset(samples(engine, model, alone), together, 1);
      }
    }
  }

  @Test
  void textEndsBeforeTheStopStringAndTokensDoNot() throws Exception {
    try (var model = model(Precision.FLOAT32, 96)) {
      for (var sample : samples(engine, model, task(0, 100)).values()) {
        assertThat(sample.getText()).doesNotContain("a").doesNotContain("\n\n");
        if (sample.getFinishReason() == FinishReason.FINISH_REASON_LENGTH) {
          assertThat(sample.getTokenCount()).isEqualTo(40);
        }
        assertThat(sample.getSampledLogProbability())
            .isLessThanOrEqualTo(0)
            .isNotEqualTo(sample.getModelLogProbability());
      }
    }
  }

  @Test
  void greedySamplesAreAllTheSame() throws Exception {
    try (var model = model(Precision.BFLOAT16, 96)) {
      var greedy = task(0, 20).toBuilder().clearTemperatures().addTemperatures("0").build();
      assertThat(
              samples(engine, model, greedy).values().stream()
                  .map(sample -> sample.toBuilder().clearIndex().build())
                  .distinct())
          .singleElement()
          .satisfies(sample -> assertThat(sample.getSampledLogProbability()).isZero());
    }
  }

  @Test
  void batchesHoldOneTemperatureAndAtMostFiftyIndices() throws Exception {
    try (var model = model(Precision.FLOAT32, 96)) {
      var batches = engine.decode(model, task(10, 60), () -> true, (tokens, time) -> {});
      assertThat(batches)
          .extracting(SampleBatch::getSamplesCount)
          .containsExactly(50, 10, 50, 10, 50, 10, 50, 10);
      assertThat(batches.get(3).getTemperature()).isEqualTo("0.5");
      assertThat(batches.get(3).getSamplesList())
          .extracting(Sample::getIndex)
          .containsExactlyElementsOf(IntStream.range(60, 70).boxed().toList());
      assertThat(batches.get(3).getReferenceAnswer()).isEqualTo("7");
    }
  }

  @Test
  void aTaskThatDoesNotFitTheContextIsRefused() throws Exception {
    try (var model = model(Precision.FLOAT32, 60)) {
      assertThatThrownBy(() -> samples(engine, model, task(0, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("an answer of 40 do not fit a context of 60");
    }
  }

  @Test
  void whatIsNoLongerWantedEndsAtTheNextStep() throws Exception {
    try (var model = model(Precision.FLOAT32, 96)) {
      assertThat(engine.decode(model, task(0, 10), () -> false, (tokens, time) -> {})).isEmpty();
    }
  }

  @Test
  void anInterruptEndsTheWork() {
    try (var model = model(Precision.FLOAT32, 96)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> samples(engine, model, task(0, 10)))
          .isInstanceOf(InterruptedException.class);
    }
  }

  private static void assertSubset(
      Map<List<Object>, Sample> some, Map<List<Object>, Sample> all, int size) {
    assertThat(some).hasSize(size);
    some.forEach((id, sample) -> assertThat(sample).isEqualTo(all.get(id)));
  }

  private static Map<List<Object>, Sample> samples(
      Engine engine, LoadedModel model, SamplingTask task) throws InterruptedException {
    var samples = new HashMap<List<Object>, Sample>();
    for (var batch : engine.decode(model, task, () -> true, (tokens, time) -> {})) {
      batch
          .getSamplesList()
          .forEach(s -> samples.put(List.of(batch.getTemperature(), s.getIndex()), s));
    }
    return samples;
  }

  private static LoadedModel model(Precision precision, int context) {
    var shape = new ModelShape(tokenizer.vocabularySize(), 32, 3, 2, 64, context, 1);
    try (var transformer = Transformer.initialize(shape, precision, 5)) {
      return new LoadedModel(Decoder.of(transformer), tokenizer);
    }
  }

  private static SamplingTask task(int first, int count) {
    return SamplingTask.newBuilder()
        .setEvaluationId("0123456789abcdef".repeat(4))
        .setProblem(17)
        .setPrompt(PROMPT)
        .setQuestion("Ann has 3 apples and 4 pears.")
        .setReferenceAnswer("7")
        .addAllTemperatures(List.of("0.2", "0.5", "1.0", "1.4"))
        .setTopP("0.95")
        .setFirstIndex(first)
        .setCount(count)
        .setMaxNewTokens(40)
        .addAllStopStrings(List.of("\n\n", "a"))
        .build();
  }
}
