package dev.foresight.sampler.worker;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How samples are drawn.
 *
 * @param tasks tasks decoded at once, each with rows and caches of its own; at least 1, default 2
 * @param rows most samples decoded together in one task; at least 1, default 1024. More need more
 *     memory: a row keeps the keys and values of its own tokens.
 * @param checkpoints models kept loaded; at least 1, default 2
 * @param threads threads of one operation on the processor; 0, the default, divides the processors
 *     among the tasks. Few threads and several tasks are faster than the reverse: threads of one
 *     operation wait for each other, and lose much where anything else runs beside them.
 */
@Validated
@ConfigurationProperties("foresight.sampler.worker")
record WorkerProperties(
    @Min(1) int tasks, @Min(1) int rows, @Min(1) int checkpoints, @Min(0) int threads) {

  /** Threads of one operation on a machine with {@code processors}, at least 1. */
  int threads(int processors) {
    return threads > 0 ? threads : Math.max(1, processors / tasks);
  }
}
