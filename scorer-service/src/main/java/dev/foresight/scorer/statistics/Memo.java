package dev.foresight.scorer.statistics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was computed last, by content: a key holds all that its value depends on, so a
 * value is never out of date. For any number of threads.
 */
public final class Memo<K, V> {
  private final Map<K, V> latest;

  /** Remembers the {@code capacity} values asked for last. */
  public Memo(int capacity) {
    latest =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > capacity;
          }
        };
  }

  /** The value for {@code key}; two threads that ask at once may both compute it. */
  public V get(K key, Function<K, V> compute) {
    @Nullable V known = find(key);
    if (known != null) {
      return known;
    }
    var computed = compute.apply(key);
    keep(key, computed);
    return computed;
  }

  private synchronized @Nullable V find(K key) {
    return latest.get(key);
  }

  private synchronized void keep(K key, V value) {
    latest.put(key, value);
  }
}
