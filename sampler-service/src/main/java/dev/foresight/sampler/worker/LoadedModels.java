package dev.foresight.sampler.worker;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ComputeDevice;
import dev.foresight.model.Execution;
import dev.foresight.model.Precision;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.sampler.decoding.LoadedModel;
import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The models used last, loaded, within a budget of bytes; one that is in use is never closed. A
 * model that several tasks want is loaded once, and tasks of loaded models do not wait for that.
 * Where there is no room, a task of a further model waits until another model is no longer used,
 * and tasks that come later wait behind it. Safe for use by several threads.
 */
final class LoadedModels implements AutoCloseable {
  private final Folders folders;
  private final long budget;
  private final ComputeDevice device;
  private final Speculation speculation;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private int waitingForRoom;

  /**
   * Holds no model yet.
   *
   * @param folders where checkpoints lie
   * @param budget bytes of all weights
   * @param speculation whether the extra heads are read
   */
  LoadedModels(Folders folders, long budget, ComputeDevice device, Speculation speculation) {
    this.folders = folders;
    this.budget = budget;
    this.device = device;
    this.speculation = speculation;
  }

  /** Finds checkpoints. */
  @FunctionalInterface
  interface Folders {
    /** The folder of this machine that holds the files of {@code location}. */
    Path at(String location) throws IOException;
  }

  private record Key(String checkpointId, String precision) {}

  /** A model; while it is being loaded there is none, and it has a user. */
  private static final class Entry {
    private @Nullable LoadedModel model;
    private long bytes;
    private int users = 1;
  }

  /** A model in use until it is closed. */
  final class Lease implements AutoCloseable {
    private final Entry entry;
    private final LoadedModel model;

    private Lease(Entry entry, LoadedModel model) {
      this.entry = entry;
      this.model = model;
    }

    LoadedModel model() {
      return model;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        entry.users--;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * The model of a checkpoint, loaded and verified if it is not yet.
   *
   * @throws IOException if a file is missing, damaged or another than announced, naming it, or if
   *     the weights are more than the budget
   */
  Lease lease(CheckpointPublished checkpoint, String precision)
      throws IOException, InterruptedException {
    var key = new Key(checkpoint.getCheckpointId(), precision);
    Entry entry;
    lock.lockInterruptibly();
    try {
      var loaded = loaded(key);
      if (loaded != null) {
        return loaded;
      }
      entry = new Entry();
      entries.put(key, entry);
    } finally {
      lock.unlock();
    }
    try {
      return load(entry, checkpoint, Precision.of(precision));
    } finally {
      if (entry.model == null) {
        forget(key);
      }
    }
  }

  /** A lease of a model that is there, or will be; nothing if the caller is to load it. */
  private @Nullable Lease loaded(Key key) throws InterruptedException {
    while (true) {
      var entry = entries.get(key);
      if (entry == null && waitingForRoom == 0) {
        return null;
      }
      if (entry != null && entry.model != null && waitingForRoom == 0) {
        entry.users++;
        return new Lease(entry, entry.model);
      }
      changed.await();
    }
  }

  private Lease load(Entry entry, CheckpointPublished announced, Precision precision)
      throws IOException, InterruptedException {
    var checkpoint = Checkpoint.open(folders.at(announced.getLocation()), announced.getSha256Map());
    reserve(entry, LoadedModel.bytes(checkpoint.shape(), precision));
    var model = LoadedModel.open(checkpoint, Execution.of(precision).on(device), speculation);
    lock.lock();
    try {
      entry.model = model;
      entry.bytes = model.bytes();
      changed.signalAll();
      return new Lease(entry, model);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for room, closing what is not used, the longest unused first. */
  private void reserve(Entry entry, long bytes) throws IOException, InterruptedException {
    if (bytes > budget) {
      throw new IOException(
          "the model needs %d bytes, and foresight.sampler.worker.models allows %d"
              .formatted(bytes, budget));
    }
    lock.lockInterruptibly();
    waitingForRoom++;
    try {
      while (!evict(budget - bytes)) {
        changed.await();
      }
      entry.bytes = bytes;
    } finally {
      waitingForRoom--;
      changed.signalAll();
      lock.unlock();
    }
  }

  private boolean evict(long most) {
    long held = entries.values().stream().mapToLong(entry -> entry.bytes).sum();
    for (var eldest = entries.values().iterator(); held > most && eldest.hasNext(); ) {
      var entry = eldest.next();
      if (entry.users == 0) {
        eldest.remove();
        held -= entry.bytes;
        Objects.requireNonNull(entry.model).close();
      }
    }
    return held <= most;
  }

  private void forget(Key key) {
    lock.lock();
    try {
      entries.remove(key);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of the weights that are loaded or being loaded. */
  long bytes() {
    lock.lock();
    try {
      return entries.values().stream().mapToLong(entry -> entry.bytes).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Closes all models; none may be in use. */
  @Override
  public void close() {
    lock.lock();
    try {
      entries.values().stream()
          .map(entry -> entry.model)
          .filter(Objects::nonNull)
          .forEach(LoadedModel::close);
      entries.clear();
    } finally {
      lock.unlock();
    }
  }
}
