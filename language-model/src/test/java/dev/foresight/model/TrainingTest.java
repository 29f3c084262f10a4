package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
  @ParameterizedTest
  @CsvSource({"FLOAT32, false", "BFLOAT16, true"})
  void everyHeadLearnsThirtyTwoSequencesByHeart(Precision precision, boolean recompute) {
    ModelShape shape = new ModelShape(40, 48, 5, 4, 96, 32, 4).withKeyValueHeads(2);
    int[][] tokens = Tokens.rows(1, 32, 12, 40);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i][0] = i;
    }
    float[] losses = {};
    LearningRateSchedule schedule = new LearningRateSchedule(5e-3, 10, 200, 0.1);
    Execution execution = Execution.of(precision).recomputing(recompute);
    try (Transformer model = Transformer.initialize(shape, execution, 3);
        AdamW optimizer = new AdamW(model, 0, 1)) {
      for (int step = 0; step < schedule.totalSteps(); step++) {
        losses = model.lossesAndGradients(tokens);
        optimizer.step(schedule.at(step));
      }
    }
    assertThat(losses).hasSize(4);
    for (float loss : losses) {
      assertThat(loss).isLessThan(0.05f);
    }
  }

  /** The noise is what another seed of the initial weights makes of the same data. */
  @Test
  void lossCurvesOfBothPrecisionsAgreeWithinNoise() {
    double[] full = curve(Precision.FLOAT32, 1);
    double[] brief = curve(Precision.BFLOAT16, 1);
    double[] other = curve(Precision.FLOAT32, 2);
    assertThat(full[0] - full[full.length - 1]).as("something is learnt").isGreaterThan(1);
    assertThat(distance(brief, full)).isLessThan(distance(other, full)).isLessThan(0.02);
  }

  /** Losses of head 1 on tokens that follow each other by a rule three times out of four. */
  private static double[] curve(Precision precision, long seed) {
    ModelShape shape = new ModelShape(40, 48, 4, 4, 96, 64, 2);
    SplittableRandom random = new SplittableRandom(5);
    double[] losses = new double[80];
    try (Transformer model = Transformer.initialize(shape, precision, seed);
        AdamW optimizer = new AdamW(model, 0.1, 1)) {
      for (int step = 0; step < losses.length; step++) {
        int[][] tokens = new int[8][50];
        for (int[] row : tokens) {
          for (int i = 1; i < row.length; i++) {
            row[i] = random.nextInt(4) == 0 ? random.nextInt(40) : (row[i - 1] * 7 + 3) % 40;
          }
        }
        losses[step] = model.lossesAndGradients(tokens)[0];
        optimizer.step(3e-3);
      }
    }
    return losses;
  }

  /** The mean distance of two curves, step by step. */
  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
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
