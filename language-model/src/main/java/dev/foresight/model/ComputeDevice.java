package dev.foresight.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a model computes.
 *
 * @param label {@code cpu} or {@code cuda:N}
 */
public record ComputeDevice(String label) {
  /** The processor. */
  public static final ComputeDevice CPU = new ComputeDevice("cpu");

  private static final Pattern CUDA = Pattern.compile("cuda:(0|[1-9]\\d{0,2})");

  /**
   * Checks the label.
   *
   * @throws IllegalArgumentException if it is neither {@code cpu} nor {@code cuda:N}
   */
  public ComputeDevice {
    if (!label.equals("cpu") && !CUDA.matcher(label).matches()) {
      throw new IllegalArgumentException(
          "a device must be auto, cpu or cuda:N, not \"" + label + "\"");
    }
  }

  /**
   * The device named {@code name}, which is there.
   *
   * @param name {@code auto} (the first CUDA device if PyTorch sees one, else the processor),
   *     {@code cpu} or {@code cuda:N}
   * @throws IllegalArgumentException if the name is none of them, or PyTorch sees no such device
   */
  public static ComputeDevice of(String name) {
    int devices = Engine.getEngine("PyTorch").getGpuCount();
    if (name.equals("auto")) {
      return devices > 0 ? new ComputeDevice("cuda:0") : CPU;
    }
    ComputeDevice device = new ComputeDevice(name);
    if (device.isCuda() && device.index() >= devices) {
      throw new IllegalArgumentException(
          "there is no device " + name + ": PyTorch sees " + devices + " CUDA devices");
    }
    return device;
  }

  public boolean isCuda() {
    return !label.equals("cpu");
  }

  /** Memory of the device, in bytes; for the processor that of the machine or its container. */
  public long memoryBytes() {
    if (isCuda()) {
      return CudaUtils.getGpuMemory(device()).getMax();
    }
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  @Override
  public String toString() {
    return label;
  }

  /** A manager of tensors on this device, to be closed. */
  public NDManager newManager() {
    return NDManager.newBaseManager(device(), "PyTorch");
  }

  private Device device() {
    return isCuda() ? Device.gpu(index()) : Device.cpu();
  }

  /** N of {@code cuda:N}, or -1. */
  int index() {
    Matcher matcher = CUDA.matcher(label);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
