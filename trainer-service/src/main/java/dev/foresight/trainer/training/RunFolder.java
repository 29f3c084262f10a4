package dev.foresight.trainer.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one run: {@code runs/ID/epoch-E/state-L-S} holds the model and the trainer's state
 * in leg L after S steps of the model, {@code runs/ID/epoch-E/checkpoint-S} and {@code
 * intermediate-S} the announced models.
 *
 * <p>Each holder of the run claims an epoch of its own and writes nowhere else, so a former holder
 * that was only paused damages nothing. It reads what any holder left: the same run leaves the same
 * bits, whoever trains it.
 */
public final class RunFolder {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final String EPOCH = "epoch-";
  private static final String PARTIAL = ".partial-";
  private static final String MANIFEST = "manifest.json";

  private final Path run;
  private final long epoch;

  private RunFolder(Path run, long epoch) {
    this.run = run;
    this.epoch = epoch;
  }

  /**
   * Claims the first epoch that is free, and deletes what former holders had half written.
   *
   * @param store root of the checkpoint store
   * @param id of the run: runs of the same id train the same
   * @param atLeast the lowest epoch to claim, above every epoch known from elsewhere
   * @throws IllegalArgumentException if {@code id} is no id, so that it cannot name other folders
   */
  public static RunFolder claim(Path store, String id, long atLeast) throws IOException {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not an id: \"" + id + "\"");
    }
    Path run = Files.createDirectories(store.resolve("runs").resolve(id));
    long first = Math.max(atLeast, newest(run) + 1);
    for (long epoch = first; ; epoch++) {
      try {
        Files.createDirectory(run.resolve(EPOCH + epoch));
        var folder = new RunFolder(run, epoch);
        folder.deleteHalfWritten();
        return folder;
      } catch (FileAlreadyExistsException e) {
        // Another holder's; the next one is tried.
      }
    }
  }

  /** This holder's epoch. */
  public long epoch() {
    return epoch;
  }

  /** Whether no other holder has claimed the run since. */
  public boolean isHeld() throws IOException {
    return newest(run) == epoch;
  }

  /**
   * Checks that no other holder has claimed the run since; to be called before anything is written,
   * deleted or announced.
   */
  void requireHeld() throws IOException, SupersededException {
    if (!isHeld()) {
      throw new SupersededException(run + " has a later holder than epoch " + epoch);
    }
  }

  /** Where this holder writes {@code milestone}. */
  Path own(Milestone milestone) {
    return run.resolve(EPOCH + epoch).resolve(milestone.folder());
  }

  /** Where this holder saves its state at {@code position}. */
  Path own(Position position) {
    return run.resolve(EPOCH + epoch).resolve(position.folder());
  }

  /** The whole model of {@code milestone} that any holder wrote. */
  Optional<Path> find(Milestone milestone) throws IOException {
    return find(milestone.folder());
  }

  /** The whole state that any holder saved at {@code position}. */
  Optional<Path> find(Position position) throws IOException {
    return find(position.folder());
  }

  /** All positions at which there is a whole state, the furthest first. */
  List<Position> positions() throws IOException {
    List<Position> positions = new ArrayList<>();
    for (Path holder : epochs(run)) {
      for (Path state : children(holder, "")) {
        Position.of(name(state)).filter(p -> isWhole(state)).ifPresent(positions::add);
      }
    }
    return positions.stream().distinct().sorted(Comparator.reverseOrder()).toList();
  }

  /** Deletes the states that this holder and those before it saved, but for {@code kept}. */
  void discardStatesBut(Set<Position> kept) throws IOException {
    for (Path holder : epochs(run)) {
      for (Path state : number(holder) <= epoch ? children(holder, "") : List.<Path>of()) {
        if (Position.of(name(state)).filter(position -> !kept.contains(position)).isPresent()) {
          delete(state);
        }
      }
    }
  }

  /** Deletes all states once the run has ended. */
  public void discardStates() throws IOException {
    discardStatesBut(Set.of());
  }

  private void deleteHalfWritten() throws IOException {
    for (Path holder : epochs(run)) {
      for (Path partial : number(holder) < epoch ? children(holder, PARTIAL) : List.<Path>of()) {
        delete(partial);
      }
    }
  }

  private Optional<Path> find(String name) throws IOException {
    return epochs(run).stream()
        .map(holder -> holder.resolve(name))
        .filter(RunFolder::isWhole)
        .findFirst();
  }

  private static long newest(Path run) throws IOException {
    return epochs(run).stream().mapToLong(RunFolder::number).max().orElse(0);
  }

  private static List<Path> epochs(Path run) throws IOException {
    return children(run, EPOCH);
  }

  private static List<Path> children(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> name(file).startsWith(prefix)).toList();
    }
  }

  private static boolean isWhole(Path checkpoint) {
    return Files.exists(checkpoint.resolve(MANIFEST));
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static long number(Path epoch) {
    return Long.parseLong(name(epoch).substring(EPOCH.length()));
  }

  /** The manifest goes first: what is half deleted must not look whole. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      Files.deleteIfExists(folder.resolve(MANIFEST));
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      if (Files.exists(folder)) {
        throw new IOException(folder + ": cannot be deleted", e);
      }
      // Deleted by another holder meanwhile.
    }
  }
}
