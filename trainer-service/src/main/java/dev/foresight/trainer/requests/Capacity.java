package dev.foresight.trainer.requests;

import dev.foresight.model.ComputeDevice;

/**
 * What runs are trained on.
 *
 * @param memory bytes that a run may take, above 0
 */
public record Capacity(ComputeDevice device, long memory) {
  /**
   * All of a device's memory; for the processor that of the machine, or of the container where
   * there is a limit.
   *
   * @param device {@code auto}, {@code cpu} or {@code cuda:N}
   * @throws IllegalArgumentException if there is no such device
   */
  public static Capacity of(String device) {
    ComputeDevice found = ComputeDevice.of(device);
    return new Capacity(found, found.memoryBytes());
  }

  /** The same with {@code bytes} of memory. */
  public Capacity withMemory(long bytes) {
    return new Capacity(device, bytes);
  }
}
