package dev.foresight.trainer.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.trainer.Arithmetic;
import dev.foresight.trainer.data.Preparation;
import dev.foresight.trainer.requests.Capacity;
import dev.foresight.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRunTest {
  private static final String DATA =
      """
      data:
        sources:
          - files: "FOLDER/*.jsonl"
            format: problems
      tokenBudget: 1024
      optimization: {batchTokens: 512, peakLearningRate: 1e-2, precision: float32}
      """;
  private static final String SPEC =
      DATA
          + """
          model: {vocabularySize: 320, hiddenSize: 16, layers: 3, attentionHeads: 2, keyValueHeads: 1,
                  feedForwardSize: 32, contextLength: 64}
          """;

  private final Path folder;

  LocalRunTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aModelIsTrainedAndAnotherStartsFromItWithMoreHeads() throws Exception {
    Arithmetic.write(folder.resolve("corpus.jsonl"), 40);
    TrainedModel first = train(SPEC, "first");
    Path foreign = Files.move(first.folder(), folder.resolve("foreign"));
    Files.delete(foreign.resolve("manifest.json")); // as other trainers leave it

    TrainedModel second =
        train(DATA + "initialCheckpoint: " + foreign + "\npredictTokens: 3\n", "second");

    var shape = Checkpoint.open(second.folder()).shape();
    assertThat(shape.predictTokens()).isEqualTo(3);
    assertThat(shape.trunkLayers()).isEqualTo(2);
    assertThat(shape.layers()).isEqualTo(5);
    assertThat(shape.keyValueHeads()).isEqualTo(1);
  }

  @Test
  void whatIsWrongWithTheFileIsSaid() throws IOException {
    assertThatThrownBy(() -> read("name: [")).hasMessageContaining("spec.yaml: is not YAML");
    assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> read("model: {depth: 3}"))
        .isInstanceOf(InvalidFieldsException.class)
        .hasMessageContaining("model.depth is unknown");
    assertThatThrownBy(() -> SpecFile.read(folder.resolve("none.yaml")))
        .hasMessageContaining("there is no such file");
  }

  private void read(String text) throws IOException {
    SpecFile.read(Files.writeString(folder.resolve("spec.yaml"), text));
  }

  private TrainedModel train(String spec, String out) throws Exception {
    Path file = folder.resolve(out + ".yaml");
    Files.writeString(file, spec.replace("FOLDER", folder.toString()));
    var run = new LocalRun(folder.resolve(out), new Capacity(ComputeDevice.CPU, 1L << 33));
    return run.train(run.job(SpecFile.read(file)), Preparation.SILENT, step -> true).orElseThrow();
  }
}
