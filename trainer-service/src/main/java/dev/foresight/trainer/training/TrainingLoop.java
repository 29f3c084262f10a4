package dev.foresight.trainer.training;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.trainer.data.Corpus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Does one plan, leg by leg, from the first weights or from where an earlier holder of the run was
 * stopped. A run that was stopped and resumed ends with the same bits as one that was not, on the
 * same kind of processor with the same number of threads: every leg starts from a stored state, and
 * every random choice is a function of the plan.
 *
 * <p>Native memory is held by one model, its optimizer and one micro batch, and freed at the end.
 */
public final class TrainingLoop {
  private final TrainingPlan plan;
  private final Corpus corpus;
  private final RunFolder folder;
  private final ComputeDevice device;
  private final Upkeep upkeep;
  private final Watcher watcher;
  private final InstantSource clock;
  private final List<Leg> legs;
  private final States states;
  private final Announcements announcements;

  /** A run that has not begun. */
  public TrainingLoop(
      TrainingPlan plan,
      Corpus corpus,
      RunFolder folder,
      ComputeDevice device,
      Upkeep upkeep,
      Watcher watcher,
      InstantSource clock) {
    this.plan = plan;
    this.corpus = corpus;
    this.folder = folder;
    this.device = device;
    this.upkeep = upkeep;
    this.watcher = watcher;
    this.clock = clock;
    this.legs = plan.legs();
    this.states = new States(legs, folder, upkeep.keep());
    this.announcements = new Announcements(folder, watcher, clock);
  }

  /**
   * Trains to the end, or announces again what a former holder already finished.
   *
   * @return the model of the largest budget; empty if the watcher ended the run or another holder
   *     claimed it
   * @throws InterruptedException after an interrupt; the state is saved if it can be
   * @throws DivergedException if losses or gradients are not finite, naming the step, the last good
   *     state and the last checkpoint
   * @throws IOException naming the file, if one of the run's files cannot be read or written; what
   *     was stored before stays, and the run can go on from it
   */
  public Optional<TrainedModel> run() throws IOException, InterruptedException, DivergedException {
    try {
      return train();
    } catch (SupersededException e) {
      return Optional.empty();
    }
  }

  private Optional<TrainedModel> train()
      throws IOException, InterruptedException, DivergedException, SupersededException {
    announcements.repeat(legs, plan.descent().batchTokens());
    if (!legs.stream().allMatch(this::isAnnounced)) {
      for (Leg leg : legs) {
        if (!isDone(leg) && !train(leg)) {
          return Optional.empty();
        }
      }
    }
    return legs.getLast().decayed().flatMap(announcements::find);
  }

  private boolean isAnnounced(Leg leg) {
    return leg.decayed().isEmpty() || announcements.find(leg.decayed().get()).isPresent();
  }

  private boolean isDone(Leg leg) throws IOException {
    return leg.decayed().isPresent() ? isAnnounced(leg) : states.reached(leg);
  }

  private boolean train(Leg leg)
      throws IOException, InterruptedException, DivergedException, SupersededException {
    Optional<Checkpoint> start = states.start(leg);
    try (Learner learner = new Learner(plan, corpus, device, start)) {
      if (start.isPresent()) {
        learner.resume(start.get());
      }
      var heldOut = new HeldOut(plan, corpus, upkeep, watcher);
      var saves = new Saves(leg, learner, states, folder, upkeep, watcher, clock);
      var training = new LegTraining(leg, learner, heldOut, saves, announcements, watcher, clock);
      if (!training.run()) {
        return false;
      }
    }
    if (leg.decayed().isPresent()) {
      folder.requireHeld();
      states.done(leg);
    }
    return true;
  }
}
