package dev.foresight.sampler.worker;

import dev.foresight.model.Precision;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.sampler.checkpoints.CheckpointFiles;
import dev.foresight.sampler.decoding.LoadedModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The models used last, loaded; one that is in use is never closed. */
final class LoadedModels implements AutoCloseable {
  private final CheckpointFiles files;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Holds no model yet.
   *
   * @param files where their checkpoints are read
   * @param capacity models kept although nobody uses them, at least 1
   */
  LoadedModels(CheckpointFiles files, int capacity) {
    this.files = files;
    this.capacity = capacity;
  }

  private record Key(String checkpointId, String precision) {}

  private static final class Entry {
    private final LoadedModel model;
    private int users;

    Entry(LoadedModel model) {
      this.model = model;
    }
  }

  /** A model in use until it is closed. */
  final class Lease implements AutoCloseable {
    private final Entry entry;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    LoadedModel model() {
      return entry.model;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        entry.users--;
        evict();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * The model of a checkpoint, loaded and verified if it is not yet.
   *
   * @throws IOException if a file is missing, damaged or another than announced, naming it
   */
  Lease lease(CheckpointPublished checkpoint, String precision)
      throws IOException, InterruptedException {
    lock.lock();
    try {
      var key = new Key(checkpoint.getCheckpointId(), precision);
      var entry = entries.get(key);
      if (entry == null) {
        entry = new Entry(load(checkpoint, precision));
        entries.put(key, entry);
      }
      entry.users++;
      return new Lease(entry);
    } finally {
      lock.unlock();
    }
  }

  private LoadedModel load(CheckpointPublished checkpoint, String precision)
      throws IOException, InterruptedException {
    try (var folder = files.open(checkpoint)) {
      return LoadedModel.open(folder.path(), checkpoint.getSha256Map(), Precision.of(precision));
    }
  }

  private void evict() {
    var eldest = entries.values().iterator();
    for (int excess = entries.size() - capacity; excess > 0 && eldest.hasNext(); excess--) {
      var entry = eldest.next();
      if (entry.users == 0) {
        eldest.remove();
        entry.model.close();
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      entries.values().forEach(entry -> entry.model.close());
      entries.clear();
    } finally {
      lock.unlock();
    }
  }
}
