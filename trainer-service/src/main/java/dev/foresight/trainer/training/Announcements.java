package dev.foresight.trainer.training;

import dev.foresight.model.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models of a run that are announced, each as soon as its files are stored. */
final class Announcements {
  private final RunFolder folder;
  private final Watcher watcher;
  private final InstantSource clock;
  private final Map<Milestone, TrainedModel> announced = new LinkedHashMap<>();

  Announcements(RunFolder folder, Watcher watcher, InstantSource clock) {
    this.folder = folder;
    this.watcher = watcher;
    this.clock = clock;
  }

  /**
   * Announces again what holders before this one stored: the last of them may have died in between.
   *
   * @throws IOException naming the file, if one of them is damaged
   */
  void repeat(List<Leg> legs, int batchTokens)
      throws IOException, InterruptedException, SupersededException {
    for (Leg leg : legs) {
      for (Milestone milestone : leg.milestones()) {
        Optional<Path> stored = folder.find(milestone);
        if (stored.isPresent()) {
          var digests = Checkpoint.open(stored.get()).sha256();
          long tokens = milestone.step() * batchTokens;
          announce(milestone, new TrainedModel(stored.get(), digests, tokens, milestone));
        }
      }
    }
  }

  /** Stores and announces the learner's model, unless that was done before. */
  void add(Milestone milestone, Learner learner)
      throws IOException, InterruptedException, SupersededException {
    if (announced.containsKey(milestone)) {
      return;
    }
    folder.requireHeld();
    Path target = folder.own(milestone);
    Instant start = clock.instant();
    var digests = learner.write(target);
    watcher.written(Written.of(target, Duration.between(start, clock.instant())));
    announce(milestone, new TrainedModel(target, digests, learner.tokensSeen(), milestone));
  }

  private void announce(Milestone milestone, TrainedModel model)
      throws IOException, InterruptedException, SupersededException {
    folder.requireHeld();
    watcher.announce(model);
    announced.put(milestone, model);
  }

  /** The announced model of {@code milestone}. */
  Optional<TrainedModel> find(Milestone milestone) {
    return Optional.ofNullable(announced.get(milestone));
  }

  /** The folder of the model that was announced last, for people. */
  String latest() {
    return announced.values().stream()
        .reduce((before, after) -> after)
        .map(model -> model.folder().toString())
        .orElse("none");
  }
}
