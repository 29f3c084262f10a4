package dev.foresight.sampler.decoding;

import dev.foresight.model.Decoder;
import java.util.Arrays;
import java.util.List;

/** Rows of one task that entered a lane together and have not left; used by that lane alone. */
final class RowBatch implements AutoCloseable {
  private static final int[][] NOTHING = {};
  private static final int[] NO_DRAFTS = new int[1];

  private final OpenTask task;
  private final Decoder.Batch batch;
  private Row[] rows;
  private int[][] fed = NOTHING;

  RowBatch(OpenTask task, Decoder.Batch batch, List<Row> rows) {
    this.task = task;
    this.batch = batch;
    this.rows = rows.toArray(Row[]::new);
  }

  OpenTask task() {
    return task;
  }

  /** Rows at present. */
  int size() {
    return rows.length;
  }

  Row row(int i) {
    return rows[i];
  }

  /** The tokens that row {@code i} was fed, or as many as the prompt's last one is. */
  int[] fed(int i) {
    return fed == NOTHING ? NO_DRAFTS : fed[i];
  }

  /** Whether each row may still get {@code tokens} tokens. */
  boolean hasRoom(int tokens) {
    for (var row : rows) {
      if (row.left() < tokens) {
        return false;
      }
    }
    return true;
  }

  /** Whether a row has drafts. */
  boolean drafted() {
    for (var row : rows) {
      if (row.drafted()) {
        return true;
      }
    }
    return false;
  }

  /** What the rows are fed next: the last token of each, and drafts up to {@code width} in all. */
  Decoder.Feed feed(int width) {
    if (fed.length != rows.length || fed[0].length != width) {
      fed = new int[rows.length][width];
    }
    for (int i = 0; i < rows.length; i++) {
      rows[i].feed(fed[i]);
    }
    return new Decoder.Feed(batch, fed);
  }

  /** Of the tokens fed last only the first {@code counts[i]} stay. */
  void keep(int[] counts) {
    batch.keep(counts);
  }

  /** Lets finished rows leave; false if none would be left, or the task fails with it. */
  boolean retain() {
    int[] finished = new int[rows.length];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].finished()) {
        finished[count++] = i;
      }
    }
    if (count == rows.length) {
      return false;
    }
    return count == 0 || remove(Arrays.copyOf(finished, count));
  }

  private boolean remove(int[] finished) {
    try {
      int[] held = batch.remove(finished);
      rows = Arrays.stream(held).mapToObj(i -> rows[i]).toArray(Row[]::new);
      return true;
    } catch (RuntimeException e) {
      task.fail(e);
      return false;
    }
  }

  @Override
  public void close() {
    batch.close();
  }
}
