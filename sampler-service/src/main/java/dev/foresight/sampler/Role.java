package dev.foresight.sampler;

/** What a sampler does; one process may do both. */
public enum Role {
  /** Takes evaluations in and hands out their tasks; needs no accelerator. */
  CONTROL,
  /** Draws samples. */
  WORKER
}
