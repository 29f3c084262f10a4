package dev.foresight.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.trainer.training.Runs.Diary;
import dev.foresight.trainer.training.Runs.Killed;
import dev.foresight.trainer.training.Runs.Mortal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was stopped in whatever way ends with the bits of an undisturbed one. */
class ResumeTest {
  private static final int STEPS = (int) Runs.BRANCHED.steps();

  private static final Diary undisturbed = new Diary();
  private static Runs runs;

  @BeforeAll
  static void trainUndisturbed(@TempDir Path folder) throws Exception {
    runs = new Runs(folder);
    runs.loop("undisturbed", Runs.BRANCHED, Runs.saving(Runs.NEVER, 1), undisturbed).run();
    assertThat(undisturbed.losses).hasSize(STEPS);
    assertThat(undisturbed.models.keySet())
        .containsExactly("intermediate-0", "checkpoint-8", "intermediate-7", "checkpoint-12");
  }

  @Test
  void killedInAnyLeg() throws Exception {
    var random = new SplittableRandom(10);
    for (Leg leg : Runs.BRANCHED.legs()) {
      long last = leg.before() + random.nextLong(1, leg.steps() + 1);
      String store = "killed-" + last;
      var before = new Mortal(last);
      var saving = Runs.saving(Duration.ZERO, 1 + leg.number() % 2);
      assertThatThrownBy(() -> runs.loop(store, Runs.BRANCHED, saving, before).run())
          .isInstanceOf(Killed.class);
      assertGoesOnAsUndisturbed(store, before);
    }
  }

  @Test
  void killedWithNothingSavedSinceTheLegBegan() throws Exception {
    for (Leg leg : Runs.BRANCHED.legs()) {
      long last = leg.before() + leg.steps();
      String store = "forgetful-" + last;
      var before = new Mortal(last);
      assertThatThrownBy(
              () -> runs.loop(store, Runs.BRANCHED, Runs.saving(Runs.NEVER, 1), before).run())
          .isInstanceOf(Killed.class);
      assertGoesOnAsUndisturbed(store, before);
    }
  }

  @Test
  void killedAgainAndAgain() throws Exception {
    var random = new SplittableRandom(11);
    List<Diary> before = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      var mortal = new Mortal(random.nextInt(4 * i + 1, STEPS));
      before.add(mortal);
      try {
        runs.loop("often", Runs.BRANCHED, Runs.saving(Duration.ZERO, 1), mortal).run();
      } catch (Killed e) {
        // goes on below
      }
    }
    assertGoesOnAsUndisturbed("often", before.toArray(Diary[]::new));
  }

  @Test
  void askedToStopAtAnyStep() throws Exception {
    var random = new SplittableRandom(12);
    for (int i = 0; i < 2; i++) {
      long last = random.nextInt(1, STEPS);
      String store = "stopped-" + i;
      var before =
          new Diary() {
            @Override
            public boolean goOn(Step step) {
              super.goOn(step);
              if (step.number() == last) {
                Thread.currentThread().interrupt();
              }
              return true;
            }
          };
      assertThatThrownBy(
              () -> runs.loop(store, Runs.BRANCHED, Runs.saving(Runs.NEVER, 1), before).run())
          .isInstanceOf(InterruptedException.class);
      var after = assertGoesOnAsUndisturbed(store, before);
      assertThat(after.losses.keySet()).as("nothing is trained twice").doesNotContain(last);
    }
  }

  @Test
  void askedToStopWhileAModelIsAnnounced() throws Exception {
    var before =
        new Diary() {
          @Override
          public void announce(TrainedModel model) throws InterruptedException {
            if (!model.intermediate()) {
              throw new InterruptedException("the broker does not answer");
            }
            super.announce(model);
          }
        };
    assertThatThrownBy(
            () -> runs.loop("unheard", Runs.BRANCHED, Runs.saving(Runs.NEVER, 1), before).run())
        .isInstanceOf(InterruptedException.class);
    assertGoesOnAsUndisturbed("unheard", before);
  }

  /** A second holder: its losses, those before it, and all models are those of the other run. */
  private static Diary assertGoesOnAsUndisturbed(String store, Diary... before) throws Exception {
    var after = new Diary();
    assertThat(runs.loop(store, Runs.BRANCHED, Runs.saving(Runs.NEVER, 1), after).run())
        .isPresent();
    for (Diary holder : before) {
      assertThat(undisturbed.losses).as(store).containsAllEntriesOf(holder.losses);
      assertThat(undisturbed.models).as(store).containsAllEntriesOf(holder.models);
    }
    assertThat(undisturbed.losses).as(store).containsAllEntriesOf(after.losses);
    assertThat(after.models).as(store).isEqualTo(undisturbed.models);
    return after;
  }
}
