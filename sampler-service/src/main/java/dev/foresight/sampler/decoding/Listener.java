package dev.foresight.sampler.decoding;

/**
 * Told of one task's tokens as they are drawn, on the lanes' threads, so possibly by several at
 * once. Should be quick; what it throws fails the task.
 */
public interface Listener {
  /** Hears nothing. */
  Listener NONE = new Listener() {};

  /**
   * A sample got a token. Calls for one sample come in the order of its tokens.
   *
   * @param temperature ordinal among the task's temperatures
   * @param index of the sample
   * @param token its id
   */
  default void drawn(int temperature, int index, int token) {}

  /**
   * A step is over.
   *
   * @param tokens drawn in it for the task's samples, at least 1
   */
  default void stepped(int tokens) {}
}
