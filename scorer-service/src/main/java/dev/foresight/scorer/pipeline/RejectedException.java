package dev.foresight.scorer.pipeline;

/** A record of samples that cannot be used; the message tells a person why. */
public final class RejectedException extends Exception {
  /** Samples lost with it; a record that cannot be read counts as one. */
  final int samples;

  RejectedException(int samples, String reason) {
    super(reason);
    this.samples = Math.max(1, samples);
  }
}
