package dev.foresight.trainer.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingJobSpec;
import dev.foresight.trainer.training.TrainedModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AnnouncedTest {
  private static final TrainingJob JOB =
      TrainingJob.newBuilder()
          .setJobId("job")
          .setSpec(TrainingJobSpec.newBuilder().setTokenBudget(640).setSeed(5))
          .build();

  @Test
  void theIdIsOfWhatTheCheckpointHoldsAndNotOfWhereItIs() {
    var here = Announced.of(JOB, model("/a", "1", false));
    assertThat(Announced.of(JOB, model("/b", "1", false)).getCheckpointId())
        .isEqualTo(here.getCheckpointId());
    assertThat(Announced.of(JOB, model("/a", "2", false)).getCheckpointId())
        .isNotEqualTo(here.getCheckpointId());
  }

  @Test
  void itSaysHowItWasTrained() {
    var checkpoint = Announced.of(JOB, model("/a", "1", true));
    assertThat(checkpoint.getSchedule()).isEqualTo("cosine");
    assertThat(checkpoint.getIntermediate()).isTrue();
    assertThat(checkpoint.getTokenBudget()).isEqualTo(320);
    assertThat(checkpoint.getTokensSeen()).isEqualTo(64);
    assertThat(checkpoint.getSeed()).isEqualTo(5);
  }

  private static TrainedModel model(String folder, String digest, boolean intermediate) {
    var digests = new TreeMap<>(Map.of("model.safetensors", digest));
    return new TrainedModel(Path.of(folder), digests, 64, 320, intermediate);
  }
}
