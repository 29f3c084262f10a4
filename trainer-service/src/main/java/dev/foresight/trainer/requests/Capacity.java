package dev.foresight.trainer.requests;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a machine holds.
 *
 * @param memory bytes that a run may take, above 0
 */
public record Capacity(long memory) {
  /** All of this machine's memory, or of the container's where there is a limit. */
  public static Capacity ofThisMachine() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Capacity(system.getTotalMemorySize());
  }
}
