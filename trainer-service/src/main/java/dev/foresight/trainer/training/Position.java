package dev.foresight.trainer.training;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a run a state was saved. Later positions are greater.
 *
 * @param leg the leg's number
 * @param step steps that the model has taken
 */
record Position(int leg, long step) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::leg).thenComparingLong(Position::step);
  private static final Pattern FOLDER = Pattern.compile("state-(\\d{1,9})-(\\d{1,18})");

  /** The name of the state's folder. */
  String folder() {
    return "state-" + leg + "-" + step;
  }

  /** The position of a state's folder; empty if {@code folder} is the name of none. */
  static Optional<Position> of(String folder) {
    Matcher name = FOLDER.matcher(folder);
    return name.matches()
        ? Optional.of(new Position(Integer.parseInt(name.group(1)), Long.parseLong(name.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
