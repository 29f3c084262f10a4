package dev.foresight.model;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Which stretches of some memory are free: the first that fits is taken, neighbours are joined. */
final class FreeSpace {
  /** Length of each free stretch by its first byte; no two touch. */
  private final TreeMap<Long, Long> stretches = new TreeMap<>();

  private long free;

  FreeSpace(long bytes) {
    give(0, bytes);
  }

  /** Bytes that are free, in however many stretches. */
  long free() {
    return free;
  }

  /** Takes {@code bytes} together, at least 1: the first of them, or nothing if no stretch fits. */
  OptionalLong take(long bytes) {
    OptionalLong found =
        stretches.entrySet().stream()
            .filter(stretch -> stretch.getValue() >= bytes)
            .mapToLong(Map.Entry::getKey)
            .findFirst();
    found.ifPresent(first -> shorten(first, bytes));
    return found;
  }

  /** Gives back {@code bytes} that were taken, or a part of them. */
  void give(long first, long bytes) {
    if (bytes == 0) {
      return;
    }
    free += bytes;
    long from = first;
    long length = bytes;
    Map.Entry<Long, Long> before = stretches.lowerEntry(first);
    if (before != null && before.getKey() + before.getValue() == first) {
      from = before.getKey();
      length += before.getValue();
    }
    Long behind = stretches.remove(first + bytes);
    if (behind != null) {
      length += behind;
    }
    stretches.put(from, length);
  }

  private void shorten(long first, long bytes) {
    long rest = Objects.requireNonNull(stretches.remove(first)) - bytes;
    if (rest > 0) {
      stretches.put(first + bytes, rest);
    }
    free -= bytes;
  }
}
