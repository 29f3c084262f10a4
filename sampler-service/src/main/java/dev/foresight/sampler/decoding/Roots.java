package dev.foresight.sampler.decoding;

import dev.foresight.model.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the keys and values of prompts: of what many of them begin with, their root, read once
 * for each model, and of each task's own question behind it. A task has room for both, or waits.
 * The roots used last are kept as long as there is room; none is closed while a task uses it. Safe
 * for use by several threads.
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
   * @param budget bytes of all roots and questions
   */
  Roots(long budget) {
    this.budget = budget;
  }

  /** Tokens read by a model. */
  record Key(LoadedModel model, List<Integer> tokens) {}

  /**
   * What a task wants to have read.
   *
   * @param question tokens behind the root, at least 1
   */
  record Prompt(Key root, int question) {
    /** {@code tokens}, of which the first {@code shared} are the root; 0 for none. */
    static Prompt of(LoadedModel model, int[] tokens, int shared) {
      var root = Arrays.stream(tokens, 0, shared).boxed().toList();
      return new Prompt(new Key(model, root), tokens.length - shared);
    }

    long bytesOfRoot() {
      return root.model.decoder().bytesOfPrefix(root.tokens.size());
    }

    long bytesOfQuestion() {
      return root.model.decoder().bytesOfPrefix(question);
    }

    long bytes() {
      return bytesOfRoot() + bytesOfQuestion();
    }
  }

  private static final class Entry {
    private final Prompt first;
    private Decoder.@Nullable Prefix prefix;
    private boolean reading;
    private int users;

    Entry(Prompt first) {
      this.first = first;
    }

    long bytes() {
      return first.bytesOfRoot();
    }
  }

  /** A root in use, and room for a question, until it is closed; the root may not be read yet. */
  final class Lease implements AutoCloseable {
    private final @Nullable Entry entry;
    private final long question;
    private boolean closed;

    private Lease(@Nullable Entry entry, long question) {
      this.entry = entry;
      this.question = question;
    }

    /** The same for all leases of a root. */
    int number() {
      return entry == null ? -1 : System.identityHashCode(entry);
    }

    /** The root's prefix, read now if it was not; nothing if the prompt has no root. */
    Decoder.@Nullable Prefix read() {
      if (entry == null) {
        return null;
      }
      synchronized (Roots.this) {
        if (entry.prefix != null) {
          return entry.prefix;
        }
      }
      try {
        var root = entry.first.root;
        return keep(root.model.decoder().prefill(unboxed(root.tokens)), entry);
      } finally {
        synchronized (Roots.this) {
          entry.reading = false;
        }
      }
    }

    private Decoder.Prefix keep(Decoder.Prefix read, Entry entry) {
      synchronized (Roots.this) {
        entry.prefix = read;
        return read;
      }
    }

    @Override
    public void close() {
      synchronized (Roots.this) {
        if (!closed) {
          closed = true;
          bytes -= question;
          release();
        }
      }
    }

    private void release() {
      if (entry != null && --entry.users == 0 && entry.prefix == null) {
        entries.remove(entry.first.root);
        bytes -= entry.bytes();
      }
    }
  }

  private static int[] unboxed(List<Integer> tokens) {
    return tokens.stream().mapToInt(token -> token).toArray();
  }

  /** Bytes that roots and questions may take. */
  long budget() {
    return budget;
  }

  /** Whether there is room for {@code prompt}, where roots that no task uses make some. */
  synchronized boolean hasRoom(Prompt prompt) {
    var own = entries.get(prompt.root);
    long most = budget - prompt.bytesOfQuestion() - (own == null ? prompt.bytesOfRoot() : 0);
    for (var eldest = entries.values().iterator(); bytes > most && eldest.hasNext(); ) {
      var entry = eldest.next();
      if (entry.users == 0 && entry != own) {
        drop(eldest, entry);
      }
    }
    return bytes <= most;
  }

  /**
   * Takes room for {@code prompt}, whether or not there is any: the caller asks before.
   *
   * @return nothing while the root is being read by another thread; else the caller goes on to
   *     {@link Lease#read}
   */
  synchronized Optional<Lease> lease(Prompt prompt) {
    if (prompt.root.tokens.isEmpty()) {
      bytes += prompt.bytesOfQuestion();
      return Optional.of(new Lease(null, prompt.bytesOfQuestion()));
    }
    var entry = entries.get(prompt.root);
    if (entry != null && entry.reading) {
      return Optional.empty();
    }
    if (entry == null) {
      prompt.root.model.readBy(this);
      entry = new Entry(prompt);
      entries.put(prompt.root, entry);
      bytes += entry.bytes();
      misses++;
    } else {
      hits++;
    }
    entry.reading = entry.prefix == null;
    entry.users++;
    bytes += prompt.bytesOfQuestion();
    return Optional.of(new Lease(entry, prompt.bytesOfQuestion()));
  }

  /** Tasks whose root was there already. */
  synchronized long hits() {
    return hits;
  }

  /** Tasks whose root had to be read. */
  synchronized long misses() {
    return misses;
  }

  /** Bytes of all roots and of the questions of tasks in work. */
  synchronized long bytes() {
    return bytes;
  }

  /** Closes the roots of a model that no task uses any more. */
  synchronized void forget(LoadedModel model) {
    for (var each = entries.values().iterator(); each.hasNext(); ) {
      var entry = each.next();
      if (entry.first.root.model == model) {
        drop(each, entry);
      }
    }
  }

  private void drop(Iterator<Entry> at, Entry entry) {
    at.remove();
    bytes -= entry.bytes();
    if (entry.prefix != null) {
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
