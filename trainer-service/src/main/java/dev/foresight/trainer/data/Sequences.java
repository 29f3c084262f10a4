package dev.foresight.trainer.data;

/**
 * Training sequences without end, in an order that its seed alone decides. One thread at a time.
 */
public interface Sequences {
  /** The next sequences: {@code rows} of T + n token ids. */
  int[][] next(int rows);

  /** Sequences handed out so far: all that there is to remember. */
  long cursor();

  /** Continues as if {@code cursor} sequences had been handed out. */
  void seek(long cursor);
}
