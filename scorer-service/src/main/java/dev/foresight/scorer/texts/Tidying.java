package dev.foresight.scorer.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the number of part files small: the newest of a partition are merged once there are {@value
 * #MANY} below the next size, so that a row is written anew a few times at most. What a merged file
 * covers is left out by readers at once, and deleted when nobody can be in the middle of it.
 */
final class Tidying {
  static final int MANY = 16;
  static final Duration READ_WITHIN = Duration.ofMinutes(10);

  private static final long KIBIBYTE = 1024;
  private static final List<Long> SIZES =
      List.of(256 * KIBIBYTE, 4096 * KIBIBYTE, 65536 * KIBIBYTE);

  private final PartFiles files;
  private final Clock clock;

  Tidying(PartFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
  }

  /** Merges where there are many. */
  void afterWriting(PartFolder folder) throws IOException {
    var standing = folder.standing();
    if (standing.size() < MANY) {
      return;
    }
    for (var partition : byPartition(standing)) {
      for (long size : SIZES) {
        var newest = newestBelow(folder, partition, size);
        if (newest.size() >= MANY) {
          merge(folder, newest);
          break;
        }
      }
    }
    removeCovered(folder);
  }

  /** Merges all that are small. Returns whether nothing is left to merge or to delete. */
  boolean whole(PartFolder folder) throws IOException {
    for (var partition : byPartition(folder.standing())) {
      var newest = newestBelow(folder, partition, SIZES.getLast());
      if (newest.size() > 1) {
        merge(folder, newest);
      }
    }
    return removeCovered(folder);
  }

  private void merge(PartFolder folder, List<Part> parts) throws IOException {
    var last = parts.stream().mapToLong(Part::last).max().orElseThrow();
    var first = parts.getFirst();
    files.merge(folder, parts, new Part(first.topic(), first.partition(), first.first(), last));
  }

  private static List<List<Part>> byPartition(List<Part> sorted) {
    var partitions = new ArrayList<List<Part>>();
    for (var part : sorted) {
      if (partitions.isEmpty() || !partitions.getLast().getFirst().isBeside(part)) {
        partitions.add(new ArrayList<>());
      }
      partitions.getLast().add(part);
    }
    return partitions;
  }

  /** A run without gaps, so that its range holds nothing that is not in it. */
  private static List<Part> newestBelow(PartFolder folder, List<Part> partition, long size)
      throws IOException {
    int from = partition.size();
    while (from > 0 && Files.size(folder.file(partition.get(from - 1))) < size) {
      from--;
    }
    return partition.subList(from, partition.size());
  }

  private boolean removeCovered(PartFolder folder) throws IOException {
    var standing = folder.standing();
    boolean nothingLeft = true;
    for (var part : folder.all()) {
      if (!standing.contains(part)) {
        nothingLeft &= removeIfOld(folder, part, standing);
      }
    }
    return removeAside(folder) && nothingLeft;
  }

  private boolean removeIfOld(PartFolder folder, Part part, List<Part> standing)
      throws IOException {
    for (var cover : standing) {
      if (cover.covers(part) && isOld(folder.file(cover))) {
        Files.deleteIfExists(folder.file(part));
        return true;
      }
    }
    return false;
  }

  /** What killed writers left. */
  private boolean removeAside(PartFolder folder) throws IOException {
    boolean nothingLeft = true;
    try (var files = Files.newDirectoryStream(folder.path(), "*" + PartFiles.ASIDE)) {
      for (Path file : files) {
        nothingLeft &= isOld(file) && Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException none) {
      return true;
    }
    return nothingLeft;
  }

  private boolean isOld(Path file) throws IOException {
    try {
      var written = Files.getLastModifiedTime(file).toInstant();
      return written.plus(READ_WITHIN).isBefore(clock.instant());
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}
