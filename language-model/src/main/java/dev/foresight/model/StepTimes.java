package dev.foresight.model;

/** Is told what the parts of a step took. */
@FunctionalInterface
public interface StepTimes {
  /**
   * Called once, when the step is done; on a device other than the processor work may still be
   * under way.
   *
   * @param denseNanos in products with weights and what lies between them
   * @param attentionNanos in attention to prefixes and suffixes
   */
  void took(long denseNanos, long attentionNanos);
}
