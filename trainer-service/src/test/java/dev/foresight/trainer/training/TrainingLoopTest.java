package dev.foresight.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.trainer.Arithmetic;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.data.Corpus;
import dev.foresight.trainer.data.CorpusPlan;
import dev.foresight.trainer.data.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  private static final ModelShape SHAPE = new ModelShape(320, 16, 3, 2, 32, 32, 2);
  private static final int STEPS = 30;
  private static final String JOB = "a".repeat(64);
  private static final Duration NEVER = Duration.ofDays(1);

  private final Path folder;
  private final Corpus corpus;

  TrainingLoopTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    var file = Arithmetic.write(folder.resolve("corpus.jsonl"), 40);
    corpus =
        new Corpora(folder, 1)
            .prepare(CorpusPlan.problems(file, SHAPE.vocabularySize()), Preparation.SILENT);
  }

  @Test
  void theLossFalls() throws Exception {
    var losses = new ArrayList<Float>();
    var model = loop("store", plan(), NEVER, step -> losses.add(step.losses().getFirst())).run();
    assertThat(model).hasValueSatisfying(m -> assertThat(m.tokensSeen()).isEqualTo(STEPS * 128));
    assertThat(losses).hasSize(STEPS);
    assertThat(losses.getLast()).isLessThan(losses.getFirst() * 0.8f);
  }

  @Test
  void aRunInterruptedAtAnyStepEndsWithTheBitsOfAnUndisturbedOne() throws Exception {
    int at = new SplittableRandom().nextInt(1, STEPS);
    assertThatThrownBy(() -> loop("store", plan(), NEVER, interruptAt(at)).run())
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("step " + at);
    assertThat(resumed(at + 1)).as("interrupted after step %d", at).isEqualTo(undisturbed());
  }

  @Test
  void aRunKilledAtAnyStepEndsWithTheBitsOfAnUndisturbedOne() throws Exception {
    int at = new SplittableRandom().nextInt(2, 8); // a save is durable, so it takes its time
    assertThatThrownBy(() -> loop("store", plan(), Duration.ZERO, killAt(at)).run())
        .isInstanceOf(Killed.class);
    assertThat(resumed(at)).as("killed after step %d", at).isEqualTo(undisturbed());
  }

  @Test
  void aRunThatIsToldToEndLeavesNoModel() throws Exception {
    assertThat(loop("store", plan(), NEVER, step -> step.number() < 3).run()).isEmpty();
    assertThat(claim("store").finished()).isEmpty();
  }

  @Test
  void aFinishedModelIsNotTrainedAgain() throws Exception {
    var first = loop("store", plan(), NEVER, step -> true).run();
    var again = loop("store", plan(), NEVER, killAt(1)).run();
    assertThat(again).isEqualTo(first);
  }

  @Test
  void noTokensGiveTheInitialWeights() throws Exception {
    var model = loop("store", plan(0, 1e-3), NEVER, killAt(1)).run();
    assertThat(model)
        .hasValueSatisfying(
            m -> {
              assertThat(m.tokensSeen()).isZero();
              assertThat(m.sha256()).containsKeys("model.safetensors", "extra_heads.safetensors");
            });
  }

  @Test
  void aLossThatIsNoNumberNamesTheStep() {
    assertThatThrownBy(() -> loop("store", plan(STEPS, 1e38), NEVER, step -> true).run())
        .isInstanceOf(ArithmeticException.class)
        .hasMessageMatching("(?s).*at step \\d+.*");
  }

  @Test
  void onlyTheLatestStateIsKept() throws Exception {
    assertThatThrownBy(() -> loop("store", plan(), Duration.ZERO, killAt(5)).run())
        .isInstanceOf(Killed.class);
    Path epoch = folder.resolve("store/runs").resolve(JOB).resolve("epoch-1");
    try (var files = Files.list(epoch)) {
      assertThat(files.map(Path::getFileName)).containsExactly(Path.of("state-4"));
    }
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private static Watcher interruptAt(int at) {
    return step -> {
      if (step.number() == at) {
        Thread.currentThread().interrupt();
      }
      return true;
    };
  }

  private static Watcher killAt(int at) {
    return step -> {
      if (step.number() == at) {
        throw new Killed();
      }
      return true;
    };
  }

  private Map<String, String> undisturbed() throws Exception {
    return loop("other", plan(), NEVER, step -> true).run().orElseThrow().sha256();
  }

  /** What comes out when another holder goes on, the first of whose steps is {@code first}. */
  private Map<String, String> resumed(int first) throws Exception {
    List<Long> steps = new ArrayList<>();
    var model = loop("store", plan(), NEVER, step -> steps.add(step.number())).run();
    assertThat(steps.getFirst()).isEqualTo(first);
    return model.orElseThrow().sha256();
  }

  private RunFolder claim(String store) throws IOException {
    return RunFolder.claim(folder.resolve(store), JOB, 1);
  }

  private TrainingLoop loop(String store, TrainingPlan plan, Duration save, Watcher watcher)
      throws IOException {
    return new TrainingLoop(plan, corpus, claim(store), save, watcher, InstantSource.system());
  }

  private static TrainingPlan plan() {
    return plan(STEPS, 1e-2);
  }

  private static TrainingPlan plan(int steps, double peak) {
    return new TrainingPlan(SHAPE, Precision.FLOAT32, 128L * steps, 128, peak, 0.1, 0.1, 0.1, 1, 7);
  }
}
