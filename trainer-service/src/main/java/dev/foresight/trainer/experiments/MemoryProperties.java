package dev.foresight.trainer.experiments;

import dev.foresight.trainer.requests.Capacity;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What jobs may take.
 *
 * @param memory that one run may take, such as {@code 12GB}; a job that needs more is refused;
 *     default: all of the machine's, or of the container's where there is a limit
 */
@ConfigurationProperties("foresight.trainer")
record MemoryProperties(@Nullable DataSize memory) {

  Capacity capacity() {
    return memory == null ? Capacity.ofThisMachine() : new Capacity(memory.toBytes());
  }
}
