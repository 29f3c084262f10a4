package dev.foresight.trainer.training;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one run: {@code runs/JOB/epoch-E/state-S} holds the model and the trainer's state
 * after S steps, {@code runs/JOB/epoch-E/checkpoint} the trained model.
 *
 * <p>Each holder of the job claims an epoch of its own and writes nowhere else, so a former holder
 * that was only paused damages nothing. It reads what any holder left.
 */
public final class RunFolder {
  private static final Pattern JOB = Pattern.compile("[0-9a-f]{64}");
  private static final String EPOCH = "epoch-";
  private static final String STATE = "state-";
  private static final String CHECKPOINT = "checkpoint";
  private static final String MANIFEST = "manifest.json";

  private final Path run;
  private final long epoch;

  private RunFolder(Path run, long epoch) {
    this.run = run;
    this.epoch = epoch;
  }

  /**
   * Claims the first epoch that is free.
   *
   * @param store root of the checkpoint store
   * @param atLeast the lowest epoch to claim, above every epoch known from elsewhere
   * @throws IllegalArgumentException if {@code job} is no id, so that it cannot name other folders
   */
  public static RunFolder claim(Path store, String job, long atLeast) throws IOException {
    if (!JOB.matcher(job).matches()) {
      throw new IllegalArgumentException("not a job id: \"" + job + "\"");
    }
    Path run = Files.createDirectories(store.resolve("runs").resolve(job));
    for (long epoch = atLeast; ; epoch++) {
      try {
        Files.createDirectory(run.resolve(EPOCH + epoch));
        return new RunFolder(run, epoch);
      } catch (FileAlreadyExistsException e) {
        // Another holder's; the next one is tried.
      }
    }
  }

  /** This holder's epoch. */
  public long epoch() {
    return epoch;
  }

  /** The state after the most steps that any holder saved. */
  Optional<Path> latestState() throws IOException {
    return states().stream()
        .filter(RunFolder::isComplete)
        .max(Comparator.comparingLong(RunFolder::number));
  }

  /** Where this holder saves its state after {@code step} steps. */
  Path state(long step) {
    return own().resolve(STATE + step);
  }

  /** Where this holder puts the trained model. */
  Path checkpoint() {
    return own().resolve(CHECKPOINT);
  }

  /** The trained model, if a holder came so far. */
  Optional<Path> finished() throws IOException {
    return epochs().stream()
        .map(holder -> holder.resolve(CHECKPOINT))
        .filter(RunFolder::isComplete)
        .findFirst();
  }

  /** Deletes what this holder and those before it left, but for {@code kept} and trained models. */
  void discardAllBut(Path kept) throws IOException {
    for (Path holder : epochs()) {
      for (Path left : number(holder) <= epoch ? children(holder, "") : List.<Path>of()) {
        if (!left.equals(kept) && !left.endsWith(CHECKPOINT)) {
          delete(left);
        }
      }
    }
  }

  /** Deletes all states once the run has ended. */
  public void discardStates() throws IOException {
    discardAllBut(checkpoint());
  }

  private Path own() {
    return run.resolve(EPOCH + epoch);
  }

  private List<Path> epochs() throws IOException {
    return children(run, EPOCH);
  }

  private List<Path> states() throws IOException {
    List<Path> states = new ArrayList<>();
    for (Path holder : epochs()) {
      states.addAll(children(holder, STATE));
    }
    return states;
  }

  private static List<Path> children(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private static boolean isComplete(Path checkpoint) {
    return Files.exists(checkpoint.resolve(MANIFEST));
  }

  private static long number(Path path) {
    String name = path.getFileName().toString();
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // Deleted by another holder meanwhile.
    }
  }
}
