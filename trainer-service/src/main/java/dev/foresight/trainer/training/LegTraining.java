package dev.foresight.trainer.training;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Trains one leg, from where its learner stands to its end. What is due after a step is announced
 * before the next step, so a run that goes on from a state owes nothing from before it.
 */
final class LegTraining {
  private final Leg leg;
  private final Learner learner;
  private final HeldOut heldOut;
  private final Saves saves;
  private final Announcements announcements;
  private final Watcher watcher;
  private final InstantSource clock;

  LegTraining(
      Leg leg,
      Learner learner,
      HeldOut heldOut,
      Saves saves,
      Announcements announcements,
      Watcher watcher,
      InstantSource clock) {
    this.leg = leg;
    this.learner = learner;
    this.heldOut = heldOut;
    this.saves = saves;
    this.announcements = announcements;
    this.watcher = watcher;
    this.clock = clock;
  }

  /**
   * Trains to the end.
   *
   * @return false if the watcher ended the run
   * @throws InterruptedException after an interrupt; the state is saved if it can be
   */
  boolean run() throws IOException, InterruptedException, SupersededException, DivergedException {
    try {
      return train();
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      saves.onTheWayOut();
      throw askedToStop();
    } catch (InterruptedException e) {
      saves.onTheWayOut();
      throw e;
    }
  }

  private boolean train()
      throws IOException, InterruptedException, SupersededException, DivergedException {
    if (learner.steps() == leg.to()) {
      heldOut.lookIfDue(leg, learner);
    }
    announce();
    while (learner.steps() < leg.to()) {
      if (!watcher.goOn(step())) {
        return false;
      }
      heldOut.lookIfDue(leg, learner);
      if (Thread.interrupted()) {
        throw askedToStop();
      }
      saves.ifDue();
      announce();
    }
    if (leg.decayed().isEmpty()) {
      saves.atTheEnd();
    }
    return true;
  }

  private InterruptedException askedToStop() {
    return new InterruptedException("asked to stop after step " + leg.ordinal(learner.steps()));
  }

  private void announce() throws IOException, InterruptedException, SupersededException {
    for (Milestone milestone : leg.milestones()) {
      if (milestone.step() == learner.steps()) {
        announcements.add(milestone, learner);
      }
    }
  }

  private Step step() throws DivergedException, IOException {
    Instant start = clock.instant();
    List<Float> losses = finite(learner.gather());
    double learningRate = leg.schedule().at(learner.steps());
    long before = learner.tokensSeen();
    double norm = descend(learningRate);
    return new Step(
        leg.ordinal(learner.steps()),
        learner.tokensSeen(),
        Math.toIntExact(learner.tokensSeen() - before),
        losses,
        learningRate,
        norm,
        Duration.between(start, clock.instant()));
  }

  private double descend(double learningRate) throws DivergedException, IOException {
    try {
      return learner.descend(learningRate);
    } catch (ArithmeticException e) {
      throw diverged("The gradient's norm is not finite");
    }
  }

  private List<Float> finite(List<Float> losses) throws DivergedException, IOException {
    for (int head = 1; head <= losses.size(); head++) {
      if (!Float.isFinite(losses.get(head - 1))) {
        throw diverged("The loss of head " + head + " is " + losses.get(head - 1));
      }
    }
    return losses;
  }

  private DivergedException diverged(String what) throws IOException {
    return new DivergedException(
        what
            + " at step "
            + leg.ordinal(learner.steps() + 1)
            + "; last good state: "
            + saves.latest()
            + ", last checkpoint: "
            + announcements.latest()
            + ".");
  }
}
