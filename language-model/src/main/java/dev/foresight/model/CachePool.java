package dev.foresight.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory for the keys and values of samples, taken once and never grown. Decoders of any shape and
 * precision on one device may share it.
 *
 * <pre>{@code
 * try (CachePool pool = new CachePool(ComputeDevice.CPU, 1L << 30)) {
 *   Optional<Decoder.Batch> batch = decoder.start(prefix, 200, 256, pool);
 * }
 * }</pre>
 *
 * <p>A batch holds one stretch, the first that fits, for all tokens that its rows may come to: so a
 * batch that was started ends. On a processor, memory that was never used costs nothing. Safe for
 * use by several threads.
 */
public final class CachePool implements AutoCloseable {
  /** Stretches begin and end at multiples of this. */
  private static final long UNIT = 64;

  private final ComputeDevice device;
  private final long capacity;
  private final TorchScript script;
  private final TorchScript.Value memory;
  private final FreeSpace space;

  /**
   * Takes the memory.
   *
   * @param bytes at least one; rounded down to a multiple of 64
   * @throws IllegalArgumentException if there are none, or the device has not so many
   */
  public CachePool(ComputeDevice device, long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("a cache pool must hold at least 1 byte, not " + bytes);
    }
    this.device = device;
    capacity = bytes - bytes % UNIT;
    space = new FreeSpace(capacity);
    script = TorchScript.resource(CachePool.class, "memory.torchscript", Map.of(), device);
    try (NDManager scope = device.newManager();
        NDArray like = scope.create(0f)) {
      memory = script.run("bytes", capacity, like);
    } catch (EngineException e) {
      script.close();
      throw new IllegalArgumentException(device + " has no " + bytes + " bytes for caches", e);
    }
  }

  /** Where the memory is. */
  public ComputeDevice device() {
    return device;
  }

  /** Bytes in all. */
  public long capacity() {
    return capacity;
  }

  /** Bytes that batches hold. */
  public synchronized long inUse() {
    return capacity - space.free();
  }

  /** Gives the memory back once the last batch is closed; none may be started any more. */
  @Override
  public void close() {
    memory.close();
    script.close();
  }

  TorchScript.Value memory() {
    return memory;
  }

  /** A stretch of {@code bytes}, at least one, if there is room. */
  synchronized Optional<Region> reserve(long bytes) {
    long whole = whole(bytes);
    OptionalLong first = space.take(whole);
    return first.isEmpty() ? Optional.empty() : Optional.of(new Region(first.getAsLong(), whole));
  }

  private synchronized void give(long first, long bytes) {
    space.give(first, bytes);
  }

  private static long whole(long bytes) {
    return Math.multiplyExact(Math.ceilDiv(bytes, UNIT), UNIT);
  }

  /** A stretch that a batch holds; used by one thread at a time. */
  final class Region implements AutoCloseable {
    private final long first;
    private long bytes;

    private Region(long first, long bytes) {
      this.first = first;
      this.bytes = bytes;
    }

    /** Its first byte in the pool's memory. */
    long first() {
      return first;
    }

    /** Gives back all but the first {@code kept} bytes. */
    void shrink(long kept) {
      long whole = whole(kept);
      if (whole < bytes) {
        give(first + whole, bytes - whole);
        bytes = whole;
      }
    }

    @Override
    public void close() {
      shrink(0);
    }
  }
}
