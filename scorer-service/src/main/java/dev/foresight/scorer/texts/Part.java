package dev.foresight.scorer.texts;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an immutable file that holds all of an evaluation's samples from a range of offsets.
 *
 * @param topic id of the topic: offsets of one that was made anew mean something else
 * @param first offset of a record in it
 * @param last offset of a record in it, not before {@code first}
 */
record Part(String topic, int partition, long first, long last) {
  private static final Pattern NAME =
      Pattern.compile("part-([\\w-]{1,40})-(\\d{1,9})-(\\d{1,18})-(\\d{1,18})\\.parquet");

  /** The widest before those that it covers. */
  static final Comparator<Part> ORDER =
      Comparator.comparing(Part::topic)
          .thenComparing(Part::partition)
          .thenComparing(Part::first)
          .thenComparing(Part::last, Comparator.reverseOrder());

  /** The part of that file name; nothing for other files. */
  static Optional<Part> of(Path file) {
    var name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Optional.of(of(name)) : Optional.empty();
  }

  private static Part of(Matcher name) {
    return new Part(
        name.group(1),
        Integer.parseInt(name.group(2)),
        Long.parseLong(name.group(3)),
        Long.parseLong(name.group(4)));
  }

  /** Its file's name; those of one partition sort by offset. */
  String fileName() {
    return "part-%s-%04d-%018d-%018d.parquet".formatted(topic, partition, first, last);
  }

  boolean isBeside(Part other) {
    return topic.equals(other.topic) && partition == other.partition;
  }

  /** Whether everything in {@code other} is in this one as well. */
  boolean covers(Part other) {
    return isBeside(other) && first <= other.first && other.last <= last;
  }
}
