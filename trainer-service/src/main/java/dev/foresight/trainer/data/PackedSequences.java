package dev.foresight.trainer.data;

import java.util.List;

/** Windows of streams in a mixture. */
final class PackedSequences implements Sequences {
  private final List<Packing> streams;
  private final Mixture mixture;
  private long cursor;

  PackedSequences(List<Packing> streams, Mixture mixture) {
    this.streams = List.copyOf(streams);
    this.mixture = mixture;
  }

  @Override
  public int[][] next(int rows) {
    int[][] batch = new int[rows][];
    for (int row = 0; row < rows; row++) {
      Mixture.Draw draw = mixture.draw(cursor++);
      batch[row] = streams.get(draw.stream()).window(draw.number());
    }
    return batch;
  }

  @Override
  public long cursor() {
    return cursor;
  }

  @Override
  public void seek(long cursor) {
    if (cursor < 0) {
      throw new IllegalArgumentException("the cursor must be 0 or more, not " + cursor);
    }
    this.cursor = cursor;
  }
}
