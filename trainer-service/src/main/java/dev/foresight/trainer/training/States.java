package dev.foresight.trainer.training;

import dev.foresight.model.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of a run: which one a leg goes on from, and which are kept. Kept are the latest, and
 * those at the end of a leg from which a later one starts.
 */
final class States {
  private static final Logger log = LoggerFactory.getLogger(States.class);

  private final List<Leg> legs;
  private final RunFolder folder;
  private final int keep;

  States(List<Leg> legs, RunFolder folder, int keep) {
    this.legs = legs;
    this.folder = folder;
    this.keep = keep;
  }

  /**
   * The state that {@code leg} goes on from: the furthest of its own that is not damaged, else the
   * one at the end of its origin; empty if it starts with the run's first weights.
   *
   * @throws IOException naming the file, if the state it must start from is missing or damaged
   */
  Optional<Checkpoint> start(Leg leg) throws IOException {
    for (Position position : folder.positions()) {
      if (position.leg() == leg.number()) {
        try {
          return Optional.of(open(position));
        } catch (IOException e) {
          log.warn("a damaged state is passed over for the one before: {}", e.getMessage());
        }
      }
    }
    return leg.origin() == Leg.NONE
        ? Optional.empty()
        : Optional.of(open(legs.get(leg.origin()).end()));
  }

  private Checkpoint open(Position position) throws IOException {
    Path state =
        folder
            .find(position)
            .orElseThrow(() -> new IOException(position.folder() + ": there is no such state"));
    return Checkpoint.open(state);
  }

  /** Whether any holder came to the end of {@code leg} or past it. */
  boolean reached(Leg leg) throws IOException {
    return folder.positions().stream().anyMatch(p -> p.compareTo(leg.end()) >= 0);
  }

  /**
   * Saves where {@code learner} stands in {@code leg}, then deletes what is no longer kept.
   *
   * @throws IOException if the state was not saved; those before are as they were
   */
  Path save(Leg leg, Learner learner) throws IOException {
    Path state = folder.own(new Position(leg.number(), learner.steps()));
    learner.save(state);
    discardBut(kept(leg));
    return state;
  }

  private Set<Position> kept(Leg leg) throws IOException {
    Set<Position> kept = new HashSet<>(folder.positions().stream().limit(keep).toList());
    legs.stream()
        .filter(later -> later.number() > leg.number() && later.origin() != Leg.NONE)
        .map(later -> legs.get(later.origin()).end())
        .forEach(kept::add);
    return kept;
  }

  /** Deletes the states of a branch that is done. */
  void done(Leg branch) throws IOException {
    List<Position> others = new ArrayList<>(folder.positions());
    others.removeIf(position -> position.leg() == branch.number());
    discardBut(Set.copyOf(others));
  }

  private void discardBut(Set<Position> kept) {
    try {
      folder.discardStatesBut(kept);
    } catch (IOException e) {
      log.warn("a state that is no longer needed was not deleted: {}", e.getMessage());
    }
  }

  /** The folder of the furthest state, for people. */
  String latest() throws IOException {
    List<Position> positions = folder.positions();
    return positions.isEmpty()
        ? "none"
        : folder.find(positions.getFirst()).map(Path::toString).orElse("none");
  }
}
