package dev.foresight.trainer.experiments;

import dev.foresight.trainer.requests.Capacity;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What jobs may take.
 *
 * @param device what models are trained on: {@code auto}, {@code cpu} or {@code cuda:N}
 * @param memory that one run may take, such as {@code 12GB}; a job that needs more is refused;
 *     default: all of the device's, for the processor that of the machine, or of the container
 *     where there is a limit
 */
@ConfigurationProperties("foresight.trainer")
record CapacityProperties(String device, @Nullable DataSize memory) {

  Capacity capacity() {
    Capacity all = Capacity.of(device);
    return memory == null ? all : all.withMemory(memory.toBytes());
  }
}
