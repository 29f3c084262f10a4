package dev.foresight.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.foresight.model.AdamW;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Transformer;
import dev.foresight.trainer.training.Runs.Diary;
import dev.foresight.trainer.training.Runs.Killed;
import dev.foresight.trainer.training.Runs.Mortal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  private static final Upkeep UPKEEP = Runs.saving(Runs.NEVER, 1);

  private final Runs runs;
  private final Diary diary = new Diary();

  TrainingLoopTest(@TempDir Path folder) throws Exception {
    runs = new Runs(folder);
  }

  @Test
  void theLossFalls() throws Exception {
    var model = runs.loop("store", Runs.cosine(30), UPKEEP, diary).run();
    assertThat(model).hasValueSatisfying(m -> assertThat(m.tokensSeen()).isEqualTo(30 * 128));
    assertThat(diary.losses).hasSize(30);
    assertThat(diary.loss(30, 1)).isLessThan(diary.loss(1, 1) * 0.8f);
  }

  @Test
  void aBranchIsTheRunThatDecaysThereAlone() throws Exception {
    runs.loop("store", Runs.BRANCHED, UPKEEP, diary).run();
    assertThat(weights(diary.announced.get(1))).isEqualTo(byHand(8, 6));
    assertThat(weights(diary.announced.getLast())).isEqualTo(byHand(12, 9));
    assertThat(diary.announced)
        .extracting(TrainedModel::tokensSeen)
        .containsExactly(0L, 1024L, 896L, 1536L);
    assertThat(diary.announced)
        .extracting(TrainedModel::budget)
        .containsExactly(1536L, 1024L, 1536L, 1536L);
    assertThat(diary.announced)
        .extracting(TrainedModel::intermediate)
        .containsExactly(true, false, true, false);
  }

  private static Map<String, List<Float>> weights(TrainedModel model) throws Exception {
    try (var transformer =
        Checkpoint.open(model.folder()).transformer(Runs.BRANCHED.descent().precision())) {
      return lists(transformer);
    }
  }

  /** The weights after {@code steps} steps of which those past {@code stable} decay. */
  private Map<String, List<Float>> byHand(int steps, int stable) {
    var descent = Runs.BRANCHED.descent();
    try (var model = Transformer.initialize(Runs.SHAPE, descent.precision(), 7);
        var optimizer = new AdamW(model, descent.weightDecay(), descent.clipping())) {
      var sequences = runs.corpus().training(7, 32, 2);
      for (int step = 1; step <= steps; step++) {
        model.lossesAndGradients(sequences.next(4));
        double decayed = (double) (step - stable) / (steps - stable);
        optimizer.step(step <= stable ? 1e-2 : 1e-2 * (0.1 + 0.9 * (1 - Math.sqrt(decayed))));
      }
      return lists(model);
    }
  }

  private static Map<String, List<Float>> lists(Transformer model) {
    var lists = new TreeMap<String, List<Float>>();
    model
        .weights()
        .forEach(
            (name, values) -> {
              var list = new ArrayList<Float>();
              for (float value : values) {
                list.add(value);
              }
              lists.put(name, list);
            });
    return lists;
  }

  @Test
  void microBatchesGiveTheGradientOfTheWholeStep() throws Exception {
    var whole = new Diary();
    var long30 = List.of(30L * Runs.BATCH);
    runs.loop("whole", Runs.plan(Schedule.COSINE, long30, List.of(), 1e-3, 0), UPKEEP, whole).run();
    for (int rows : List.of(1, 3)) {
      var parts = new Diary();
      var plan = Runs.plan(Schedule.COSINE, long30, List.of(), 1e-3, rows);
      runs.loop("parts-" + rows, plan, UPKEEP, parts).run();
      for (long step = 1; step <= 30; step++) {
        assertThat(parts.loss(step, 2))
            .as("step %d in parts of %d", step, rows)
            .isCloseTo(whole.loss(step, 2), within(1e-3f));
      }
    }
  }

  @Test
  void aRunThatIsToldToEndLeavesNoModel() throws Exception {
    assertThat(runs.loop("store", Runs.cosine(30), UPKEEP, step -> step.number() < 3).run())
        .isEmpty();
    assertThat(runs.claim("store").find(new Milestone(30, 30 * 128, false))).isEmpty();
  }

  @Test
  void aFinishedRunIsAnnouncedAgainAndNotTrainedAgain() throws Exception {
    runs.loop("store", Runs.BRANCHED, UPKEEP, diary).run();
    var again = new Mortal(1);
    assertThat(runs.loop("store", Runs.BRANCHED, UPKEEP, again).run())
        .contains(diary.announced.getLast());
    assertThat(again.announced).containsExactlyInAnyOrderElementsOf(diary.announced);
  }

  @Test
  void noTokensGiveTheInitialWeights() throws Exception {
    var model = runs.loop("store", Runs.cosine(0), UPKEEP, new Mortal(1)).run();
    assertThat(model)
        .hasValueSatisfying(
            m -> {
              assertThat(m.tokensSeen()).isZero();
              assertThat(m.sha256()).containsKeys("model.safetensors", "extra_heads.safetensors");
            });
  }

  @Test
  void aLossThatIsNoNumberNamesTheStepAndWhatIsGood() {
    var plan =
        Runs.plan(Schedule.COSINE, List.of(30L * Runs.BATCH), List.of((long) Runs.BATCH), 1e38);
    var saving = Runs.saving(Duration.ZERO, 1);
    assertThatThrownBy(() -> runs.loop("store", plan, saving, diary).run())
        .isInstanceOf(DivergedException.class)
        .hasMessageMatching(
            "(?s).* at step \\d+; last good state: .*/epoch-1/state-0-\\d+, last checkpoint:"
                + " .*/epoch-1/intermediate-1\\.");
  }

  @Test
  void theLatestStatesAreKeptAndThoseThatLegsStartFrom() throws Exception {
    assertThat(leftAfterDeathAt(5, 1)).containsExactly("intermediate-0", "state-0-4");
    assertThat(leftAfterDeathAt(5, 3))
        .containsExactly("intermediate-0", "state-0-2", "state-0-3", "state-0-4");
    // The 8th step is the second of the branch; the stable run goes on from 6.
    assertThat(leftAfterDeathAt(8, 1)).containsExactly("intermediate-0", "state-0-6", "state-1-7");
    // The 10th is past the branch: what the stable run goes on from is its own.
    assertThat(leftAfterDeathAt(10, 1))
        .containsExactly("checkpoint-8", "intermediate-0", "intermediate-7", "state-2-7");
  }

  private List<String> leftAfterDeathAt(int step, int keep) throws Exception {
    String store = "died-" + step + "-" + keep;
    var saving = Runs.saving(Duration.ZERO, keep);
    assertThatThrownBy(() -> runs.loop(store, Runs.BRANCHED, saving, new Mortal(step)).run())
        .isInstanceOf(Killed.class);
    try (Stream<Path> files = Files.list(runs.run(store).resolve("epoch-1"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void statesAreSavedByTokensAsWell() throws Exception {
    var everyThreeSteps = new Upkeep(Runs.NEVER, 3 * Runs.BATCH - 1, 9, 0, 0);
    assertThatThrownBy(
            () -> runs.loop("store", Runs.cosine(30), everyThreeSteps, new Mortal(9)).run())
        .isInstanceOf(Killed.class);
    assertThat(runs.claim("store").positions())
        .containsExactly(new Position(0, 6), new Position(0, 3));
  }

  @Test
  void aDamagedStateIsPassedOverForTheOneBefore() throws Exception {
    assertThatThrownBy(
            () ->
                runs.loop("store", Runs.cosine(9), Runs.saving(Duration.ZERO, 2), new Mortal(5))
                    .run())
        .isInstanceOf(Killed.class);
    Path state = runs.run("store").resolve("epoch-1/state-0-4");
    Files.write(state.resolve("trainer_state.safetensors"), new byte[] {1, 2, 3});
    runs.loop("store", Runs.cosine(9), UPKEEP, diary).run();
    assertThat(diary.losses.keySet()).first().isEqualTo(4L);
  }

  @Test
  void heldOutLossesAreTakenOnTheWayAndAtTheEndAndChangeNothing() throws Exception {
    var heldOut = runs.withHeldOut(5);
    var looking = new Diary();
    heldOut.loop("looking", Runs.BRANCHED, new Upkeep(Runs.NEVER, 0, 1, 2, 100), looking).run();
    assertThat(looking.validated).containsExactly(3L, 6L, 7L, 8L, 10L, 11L, 13L, 14L);
    heldOut.loop("blind", Runs.BRANCHED, new Upkeep(Runs.NEVER, 0, 1, 0, 0), diary).run();
    assertThat(diary.validated).containsExactly(6L, 8L, 11L, 14L);
    assertThat(looking.models).isEqualTo(diary.models);
  }

  @Test
  void aRunStartsFromTheWeightsOfAnotherAndHeadsItLacksFromTheFirst() throws Exception {
    var parent = runs.loop("parent", Runs.cosine(3), UPKEEP, diary).run().orElseThrow();
    var shape = new ModelShape(320, 16, 4, 2, 32, 32, 3); // one head more
    var plan =
        new TrainingPlan(
            shape, List.of(0L), List.of(), Runs.BRANCHED.descent(), 8, parent.folder());
    var child = runs.loop("child", plan, UPKEEP, new Diary()).run().orElseThrow();
    assertThat(child.sha256().get("model.safetensors"))
        .isEqualTo(parent.sha256().get("model.safetensors"));
    var weights = weights(child);
    assertThat(weights.get("model.extra_heads.1.self_attn.q_proj.weight"))
        .isNotNull()
        .isEqualTo(weights.get("model.layers.1.self_attn.q_proj.weight"));
    var other =
        new TrainingPlan(
            Runs.SHAPE.withPredictTokens(1),
            List.of(0L),
            List.of(),
            Runs.BRANCHED.descent(),
            8,
            parent.folder());
    assertThatThrownBy(() -> runs.loop("misfit", other, UPKEEP, new Diary()).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void aHolderThatWasPausedChangesNothing() throws Exception {
    var other = new Diary();
    var paused =
        new Diary() {
          @Override
          public boolean goOn(Step step) {
            super.goOn(step);
            if (step.number() == 4) { // the run is taken over and done while this one sleeps
              takeOver(other);
            }
            return true;
          }
        };
    assertThat(runs.loop("store", Runs.BRANCHED, Runs.saving(Duration.ZERO, 1), paused).run())
        .isEmpty();
    assertThat(paused.losses).hasSize(4);
    assertThat(paused.models.keySet()).containsExactly("intermediate-0");
    assertThat(other.models).hasSize(4);
    try (Stream<Path> files = Files.list(runs.run("store").resolve("epoch-1"))) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("intermediate-0");
    }
  }

  private void takeOver(Diary other) {
    try {
      assertThat(runs.loop("store", Runs.BRANCHED, UPKEEP, other).run()).isPresent();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
