package dev.foresight.sampler.decoding;

import dev.foresight.model.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the prompts of many tasks begin with, read once for each model: the prefixes used last are
 * kept within a budget, and none is closed while a task uses it. Safe for use by several threads.
 */
final class Roots implements AutoCloseable {
  private final long budget;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long hits;
  private long misses;

  /**
   * Holds nothing yet.
   *
   * @param budget bytes of prefixes that are kept although no task uses them
   */
  Roots(long budget) {
    this.budget = budget;
  }

  /** Tokens read by a model. */
  private record Key(LoadedModel model, List<Integer> tokens) {}

  private static final class Entry {
    private final Key key;
    private final int[] tokens;
    private Decoder.@Nullable Prefix prefix;
    private boolean reading;
    private int users;

    Entry(Key key, int[] tokens) {
      this.key = key;
      this.tokens = tokens;
    }
  }

  /** A root in use until it is closed; it may not have been read yet. */
  final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean closed;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    /** The same for all leases of a root. */
    int number() {
      return System.identityHashCode(entry);
    }

    /**
     * Whether the caller may go on to {@link #read}; false while another thread reads this root.
     */
    boolean claim() {
      synchronized (Roots.this) {
        boolean claimed = entry.prefix != null || !entry.reading;
        entry.reading = entry.prefix == null;
        return claimed;
      }
    }

    /** The root's prefix, read now if it was not; only after {@link #claim}. */
    Decoder.Prefix read() {
      synchronized (Roots.this) {
        if (entry.prefix != null) {
          return entry.prefix;
        }
      }
      try {
        return keep(entry.key.model.decoder().prefill(entry.tokens));
      } finally {
        synchronized (Roots.this) {
          entry.reading = false;
        }
      }
    }

    private Decoder.Prefix keep(Decoder.Prefix read) {
      synchronized (Roots.this) {
        entry.prefix = read;
        bytes += read.bytes();
        evict();
        return read;
      }
    }

    @Override
    public void close() {
      synchronized (Roots.this) {
        if (!closed) {
          closed = true;
          entry.users--;
          if (entry.users == 0 && entry.prefix == null) {
            entries.remove(entry.key);
          }
          evict();
        }
      }
    }
  }

  /** The root {@code tokens}, at least one, of {@code model}. */
  synchronized Lease lease(LoadedModel model, int[] tokens) {
    var key = new Key(model, Arrays.stream(tokens).boxed().toList());
    var entry = entries.get(key);
    if (entry == null) {
      model.readBy(this);
      entry = new Entry(key, tokens);
      entries.put(key, entry);
      misses++;
    } else {
      hits++;
    }
    entry.users++;
    return new Lease(entry);
  }

  /** Tasks whose root was there already. */
  synchronized long hits() {
    return hits;
  }

  /** Tasks whose root had to be read. */
  synchronized long misses() {
    return misses;
  }

  /** Bytes of all roots. */
  synchronized long bytes() {
    return bytes;
  }

  /** Closes the roots of a model that no task uses any more. */
  synchronized void forget(LoadedModel model) {
    for (var each = entries.values().iterator(); each.hasNext(); ) {
      var entry = each.next();
      if (entry.key.model == model) {
        drop(each, entry);
      }
    }
  }

  private void evict() {
    for (var eldest = entries.values().iterator(); bytes > budget && eldest.hasNext(); ) {
      var entry = eldest.next();
      if (entry.users == 0) {
        drop(eldest, entry);
      }
    }
  }

  private void drop(Iterator<Entry> at, Entry entry) {
    at.remove();
    if (entry.prefix != null) {
      bytes -= entry.prefix.bytes();
      entry.prefix.close();
    }
  }

  @Override
  public synchronized void close() {
    new ArrayList<>(entries.values())
        .stream()
            .map(entry -> entry.prefix)
            .filter(Objects::nonNull)
            .forEach(Decoder.Prefix::close);
    entries.clear();
    bytes = 0;
  }
}
