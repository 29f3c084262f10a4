package dev.foresight.trainer.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.TrainingRun;
import org.junit.jupiter.api.Test;

class LatestEpochTest {

  @Test
  void aRecordOfAnOlderEpochReplacesNothing() {
    assertThat(LatestEpoch.replaces(run(2), run(1))).isFalse();
  }

  @Test
  void aRecordOfTheSameOrALaterEpochDoes() {
    assertThat(LatestEpoch.replaces(null, run(1))).isTrue();
    assertThat(LatestEpoch.replaces(run(2), run(2))).isTrue();
    assertThat(LatestEpoch.replaces(run(2), run(3))).isTrue();
  }

  private static TrainingRun run(long epoch) {
    return TrainingRun.newBuilder().setEpoch(epoch).build();
  }
}
