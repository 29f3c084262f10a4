package dev.foresight.sampler.decoding;

import static dev.foresight.sampler.decoding.SmallModels.CACHE;
import static dev.foresight.sampler.decoding.SmallModels.engine;
import static dev.foresight.sampler.decoding.SmallModels.random;
import static dev.foresight.sampler.decoding.SmallModels.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import dev.foresight.proto.FinishReason;
import dev.foresight.proto.Sample;
import dev.foresight.proto.SampleBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineTest {
  private static final Engine engine = engine();

  @AfterAll
  static void close() {
    engine.close();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aSampleHasTheSameBitsAloneAndAmongOthers(Precision precision) throws Exception {
    try (var model = random(precision, 96)) {
      var together = Drawn.by(engine, model, task(0, 200));
      assertThat(together).hasSize(800);
      assertThat(together.values().stream().map(Sample::getFinishReason).distinct()).hasSize(3);
      assertThat(together.values().stream().map(Sample::getTokenCount).distinct())
          .hasSizeGreaterThan(10);
      assertSubset(Drawn.by(engine, model, task(50, 50)), together, 200);
      for (int index : new int[] {0, 7, 199}) {
        assertSubset(Drawn.by(engine, model, task(index, 1)), together, 4);
        var alone = task(index, 1).toBuilder().clearTemperatures().addTemperatures("0.2").build();
        assertSubset(Drawn.by(engine, model, alone), together, 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aSampleHasTheSameBitsWhateverTheLanesRowsThreadsAndOrder(Precision precision)
      throws Exception {
    int threads = TorchScript.threads();
    Map<List<Object>, Sample> expected;
    try (var model = random(precision, 96)) {
      expected = Drawn.by(engine, model, task(0, 60));
    }
    for (var settings :
        List.of(
            new Engine.Settings(CACHE, 1, 40, Speculation.OFF),
            new Engine.Settings(CACHE, 3, 33, Speculation.OFF),
            new Engine.Settings(CACHE, 1, 1000, Speculation.OFF, 2, ComputeDevice.CPU))) {
      try (var again = random(precision, 96);
          var other = new Engine(settings)) {
        var parts = new ArrayList<>(Drawn.parts(task(0, 60), 13));
        Collections.shuffle(parts, new Random(settings.rows()));
        assertThat(Drawn.by(other, again, parts)).isEqualTo(expected);
      }
    }
    TorchScript.useThreads(threads);
  }

  @Test
  void textEndsBeforeTheStopStringAndTokensDoNot() throws Exception {
    try (var model = random(Precision.FLOAT32, 96)) {
      for (var sample : Drawn.by(engine, model, task(0, 100)).values()) {
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
    try (var model = random(Precision.BFLOAT16, 96)) {
      var greedy = task(0, 20).toBuilder().clearTemperatures().addTemperatures("0").build();
      assertThat(
              Drawn.by(engine, model, greedy).values().stream()
                  .map(sample -> sample.toBuilder().clearIndex().build())
                  .distinct())
          .singleElement()
          .satisfies(sample -> assertThat(sample.getSampledLogProbability()).isZero());
    }
  }

  @Test
  void batchesHoldOneTemperatureAndAtMostFiftyIndices() throws Exception {
    try (var model = random(Precision.FLOAT32, 96)) {
      var batches = engine.decode(model, task(10, 60), () -> true, Listener.NONE);
      assertThat(batches)
          .extracting(SampleBatch::getSamplesCount)
          .containsExactly(50, 10, 50, 10, 50, 10, 50, 10);
      assertThat(batches.get(3).getTemperature()).isEqualTo("0.5");
      assertThat(batches.get(3).getSamplesList())
          .extracting(Sample::getIndex)
          .containsExactlyElementsOf(IntStream.range(60, 70).boxed().toList());
      assertThat(batches.get(3).getReferenceAnswer()).isEqualTo("7");
      assertThat(batches).noneMatch(SampleBatch::hasSpeculation);
    }
  }

  @Test
  void rowsOfDifferentTopPAreDecodedTogether() throws Exception {
    try (var model = random(Precision.FLOAT32, 96)) {
      var narrow = task(0, 60).toBuilder().setProblem(1).setTopP("0.5").build();
      var wide = task(0, 60).toBuilder().setProblem(2).setTopP("1").build();
      var expected = new HashMap<>(Drawn.by(engine, model, narrow));
      expected.putAll(Drawn.by(engine, model, wide));
      assertThat(Drawn.by(engine, model, List.of(narrow, wide, narrow))).isEqualTo(expected);
    }
  }

  @Test
  void theListenerHearsEveryTokenInItsOrder() throws Exception {
    var heard = new ConcurrentHashMap<List<Integer>, List<Integer>>();
    var listener =
        new Listener() {
          @Override
          public void drawn(int temperature, int index, int token) {
            heard.computeIfAbsent(List.of(temperature, index), id -> new ArrayList<>()).add(token);
          }
        };
    try (var model = random(Precision.FLOAT32, 96)) {
      for (var batch : engine.decode(model, task(0, 30), () -> true, listener)) {
        int temperature = task(0, 30).getTemperaturesList().indexOf(batch.getTemperature());
        for (var sample : batch.getSamplesList()) {
          var tokens = heard.getOrDefault(List.of(temperature, sample.getIndex()), List.of());
          assertThat(tokens).hasSize(sample.getTokenCount());
          assertThat(
                  model.tokenizer().decode(tokens.stream().mapToInt(Integer::intValue).toArray()))
              .startsWith(sample.getText());
        }
      }
    }
  }

  @Test
  void aTaskThatDoesNotFitTheContextIsRefused() {
    try (var model = random(Precision.FLOAT32, 60)) {
      assertThatThrownBy(() -> Drawn.by(engine, model, task(0, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("an answer of 40 do not fit a context of 60");
    }
  }

  @Test
  void aTaskWithoutSamplesHasNone() throws Exception {
    try (var model = random(Precision.FLOAT32, 96)) {
      assertThat(engine.decode(model, task(0, 0), () -> true, Listener.NONE)).isEmpty();
    }
  }

  @Test
  void aPromptIsCutBeforeItsLastTokenAtTheLatest() throws Exception {
    try (var model = random(Precision.FLOAT32, 96)) {
      int tokens = model.tokenizer().encode(SmallModels.PROMPT).length;
      for (int shared : new int[] {0, tokens - 1, tokens, tokens + 100}) {
        var task = task(0, 3).toBuilder().setSharedTokens(shared).build();
        assertThat(Drawn.by(engine, model, task)).hasSize(12);
      }
    }
  }

  private static void assertSubset(
      Map<List<Object>, Sample> some, Map<List<Object>, Sample> all, int size) {
    assertThat(some).hasSize(size);
    some.forEach((id, sample) -> assertThat(sample).isEqualTo(all.get(id)));
  }
}
