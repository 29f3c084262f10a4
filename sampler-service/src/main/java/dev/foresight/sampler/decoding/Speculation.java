package dev.foresight.sampler.decoding;

/**
 * Whether the extra heads of a model propose tokens that head 1 confirms. Never a matter of what is
 * drawn: samples are the same with and without, token for token.
 */
public enum Speculation {
  /** Where it is faster on the running model, by measurement. */
  AUTO,
  /** Wherever the model has the heads. */
  ON,
  /** Never; the extra heads are not read. */
  OFF
}
