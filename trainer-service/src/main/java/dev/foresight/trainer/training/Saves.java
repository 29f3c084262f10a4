package dev.foresight.trainer.training;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Saves the state of one leg's learner: when it is due, where a leg needs it, and on the way out.
 */
final class Saves {
  private final Leg leg;
  private final Learner learner;
  private final States states;
  private final RunFolder folder;
  private final Upkeep upkeep;
  private final Watcher watcher;
  private final InstantSource clock;
  private Instant triedAt;
  private long triedTokens;
  private long savedStep;

  /** Saves of a learner that stands at a state. */
  Saves(
      Leg leg,
      Learner learner,
      States states,
      RunFolder folder,
      Upkeep upkeep,
      Watcher watcher,
      InstantSource clock) {
    this.leg = leg;
    this.learner = learner;
    this.states = states;
    this.folder = folder;
    this.upkeep = upkeep;
    this.watcher = watcher;
    this.clock = clock;
    this.triedAt = clock.instant();
    this.triedTokens = learner.tokensSeen();
    this.savedStep = learner.steps();
  }

  /**
   * Saves if it is time to. A state that cannot be saved, for want of space say, leaves the one
   * before in use, and the run goes on; the next is tried when it is due.
   */
  void ifDue() throws ClosedByInterruptException, IOException, SupersededException {
    if (!isDue()) {
      return;
    }
    folder.requireHeld();
    try {
      save();
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      watcher.notSaved(e);
    }
  }

  private boolean isDue() {
    long tokens = learner.tokensSeen() - triedTokens;
    return (upkeep.saveEveryTokens() > 0 && tokens >= upkeep.saveEveryTokens())
        || !clock.instant().isBefore(triedAt.plus(upkeep.saveEvery()));
  }

  /** Makes sure of a state at the end of the leg, from which others start. */
  void atTheEnd() throws IOException, SupersededException {
    if (folder.find(leg.end()).isEmpty()) {
      folder.requireHeld();
      save();
    }
  }

  /** Saves what is not saved yet, if that can be done: the run is asked to stop. */
  void onTheWayOut() throws IOException, SupersededException {
    if (learner.steps() > savedStep) {
      folder.requireHeld();
      try {
        save();
      } catch (IOException e) {
        watcher.notSaved(e);
      }
    }
  }

  private void save() throws IOException {
    Instant start = clock.instant();
    triedAt = start;
    triedTokens = learner.tokensSeen();
    Path state = states.save(leg, learner);
    triedAt = clock.instant();
    savedStep = learner.steps();
    watcher.written(Written.of(state, Duration.between(start, triedAt)));
  }

  /** The folder of the furthest state, for people. */
  String latest() throws IOException {
    return states.latest();
  }
}
