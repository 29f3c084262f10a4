package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
  @Test
  void everyHeadLearnsAHandfulOfSequencesByHeart() {
    ModelShape shape = new ModelShape(40, 32, 5, 2, 64, 32, 4);
    int[][] tokens = Tokens.rows(1, 4, 20, 40);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i][0] = i;
    }
    float[] losses = {};
    CosineSchedule schedule = new CosineSchedule(5e-3, 10, 250, 0.1);
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 3);
        AdamW optimizer = new AdamW(model, 0, 1)) {
      for (int step = 0; step < schedule.totalSteps(); step++) {
        losses = model.lossesAndGradients(tokens);
        optimizer.step(schedule.at(step));
      }
    }
    assertThat(losses).hasSize(4);
    for (float loss : losses) {
      assertThat(loss).isLessThan(0.01f);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aResumedRunHasTheBitsOfAnUndisturbedOne(Precision precision, @TempDir Path folder)
      throws IOException {
    ModelShape shape = new ModelShape(300, 32, 4, 2, 64, 32, 2);
    Path saved = folder.resolve("saved");
    Map<String, float[]> expected;
    float[] expectedLosses = {};
    try (Transformer model = Transformer.initialize(shape, precision, 3);
        AdamW optimizer = new AdamW(model, 0.1, 1)) {
      for (int step = 0; step < 8; step++) {
        if (step == 4) {
          Checkpoint.write(
              saved, model, Samples.tokenizer(), optimizer, new Progress(4, 4 * 64, 8));
        }
        expectedLosses = model.lossesAndGradients(Tokens.rows(step, 2, 34, 300));
        optimizer.step(0.01 / (step + 1));
      }
      expected = model.weights();
    }
    float[] losses = {};
    Checkpoint checkpoint = Checkpoint.open(saved);
    try (Transformer model = checkpoint.transformer(precision);
        AdamW optimizer = new AdamW(model, 0.1, 1)) {
      Progress progress = checkpoint.resume(optimizer);
      assertThat(progress).isEqualTo(new Progress(4, 256, 8));
      assertThat(optimizer.steps()).isEqualTo(4);
      for (long step = progress.step(); step < 8; step++) {
        losses = model.lossesAndGradients(Tokens.rows(step, 2, 34, 300));
        optimizer.step(0.01 / (step + 1));
      }
      assertThat(losses).isEqualTo(expectedLosses);
      model
          .weights()
          .forEach((name, tensor) -> assertThat(tensor).as(name).isEqualTo(expected.get(name)));
    }
  }
}
