package dev.foresight.trainer.requests;

import java.util.Map;

/**
 * What training one model takes.
 *
 * @param parameters in all, whatever the number of heads
 * @param flopsPerToken floating-point operations of forward and backward
 * @param memory bytes by part
 */
public record ModelFigures(
    int predictTokens, long parameters, long flopsPerToken, Map<String, Long> memory) {

  /** All parts together, in bytes. */
  public long memoryInAll() {
    return memory.values().stream().mapToLong(bytes -> bytes).sum();
  }
}
