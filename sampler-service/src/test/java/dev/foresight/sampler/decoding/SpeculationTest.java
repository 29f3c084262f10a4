package dev.foresight.sampler.decoding;

import static dev.foresight.sampler.decoding.SmallModels.CACHE;
import static dev.foresight.sampler.decoding.SmallModels.engine;
import static dev.foresight.sampler.decoding.SmallModels.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.model.Precision;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpeculationTest {
  private static final int TRAINING_STEPS = 60;

  /**
   * A limit that is no multiple of what a step may add, and stop strings in the middle of drafts.
   */
  private static final SamplingTask TASK =
      task(0, 25).toBuilder()
          .clearTemperatures()
          .addAllTemperatures(List.of("0", "0.3", "0.7", "1.0", "1.4"))
          .clearStopStrings()
          .addAllStopStrings(List.of("\n\n", "s.\n#"))
          .setMaxNewTokens(43)
          .build();

  @ParameterizedTest
  @EnumSource(Precision.class)
  void samplesAreTheSameTokenForTokenAtEveryTemperature(Precision precision) throws Exception {
    try (var model = SmallModels.trained(precision, TRAINING_STEPS);
        var plain = engine(2, 512, CACHE, Speculation.OFF);
        var speculating = engine(2, 512, CACHE, Speculation.ON);
        var narrow = engine(2, 7, CACHE, Speculation.ON);
        var choosing = engine(1, 100, CACHE, Speculation.AUTO)) {
      var expected = Drawn.by(plain, model, TASK);
      assertThat(expected).hasSize(125);
      assertThat(expected.values().stream().map(s -> s.getFinishReason()).distinct())
          .hasSizeGreaterThan(1);
      var batches = speculating.decode(model, TASK, () -> true, Listener.NONE);
      assertThat(Drawn.byId(batches)).isEqualTo(expected);
      assertThat(batches).allSatisfy(SpeculationTest::assertDraftsWereAccepted);
      assertThat(speculating.figures().steps()).isLessThan(plain.figures().steps());
      assertThat(Drawn.by(narrow, model, Drawn.parts(TASK, 11))).isEqualTo(expected);
      assertThat(Drawn.by(choosing, model, Drawn.parts(TASK, 7))).isEqualTo(expected);
    }
  }

  /** Of greedy samples of a trained model most drafts are right, of hot ones some. */
  private static void assertDraftsWereAccepted(SampleBatch batch) {
    var speculation = batch.getSpeculation();
    assertThat(speculation.getForwards()).isPositive();
    assertThat(speculation.getAcceptedCount()).isEqualTo(3);
    assertThat(speculation.getAccepted(0))
        .isBetween(
            (long) (speculation.getForwards() * (batch.getTemperature().equals("1.4") ? 0.1 : 0.3)),
            speculation.getForwards());
    assertThat(speculation.getAcceptedList())
        .isSortedAccordingTo((first, second) -> Long.compare(second, first));
  }
}
