package dev.foresight.scorer.tally;

/**
 * What became of a sample. Every sample received has exactly one outcome: received = graded +
 * duplicate + conflicting + rejected.
 */
public enum Outcome {
  /** The first of its index: counted. */
  GRADED,
  /** Its index was there already, with this very text. */
  DUPLICATE,
  /** Its index was there already, with another text: the first one stands. */
  CONFLICTING,
  /** Not usable: written to the dead letters. */
  REJECTED
}
