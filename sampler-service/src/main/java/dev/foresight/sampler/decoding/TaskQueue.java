package dev.foresight.sampler.decoding;

import dev.foresight.model.CachePool;
import dev.foresight.model.Decoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tasks with rows that wait to be decoded, first come first. A task that finds no room in the pool
 * is not overtaken, so none starves; while its prompt is being read, those behind it go ahead. Safe
 * for use by several threads.
 */
final class TaskQueue {
  /** Fewer rows than this are not worth a batch of their own, or a lane, where others wait. */
  private static final int FEW = 32;

  private final CachePool pool;
  private final int lanes;
  private final int rowLimit;
  private final ArrayDeque<OpenTask> waiting = new ArrayDeque<>();
  private final List<OpenTask> open = new ArrayList<>();
  private long changes;
  private int waitingRows;
  private int presentRows;
  private boolean draining;
  private boolean closed;

  /**
   * Holds no task.
   *
   * @param lanes that take from here
   * @param rowLimit most rows of one lane
   */
  TaskQueue(CachePool pool, int lanes, int rowLimit) {
    this.pool = pool;
    this.lanes = lanes;
    this.rowLimit = rowLimit;
  }

  /** What a lane does next: exactly one of the two is there. */
  record Next(@Nullable OpenTask toRead, @Nullable RowBatch entered) {}

  /** Puts a task at the end, or ends it at once where no row enters any more. */
  synchronized void add(OpenTask task) {
    open.add(task);
    waiting.add(task);
    waitingRows += task.waiting();
    if (draining) {
      task.fail(handedBack());
    }
    wake();
  }

  /** What a lane with {@code present} rows should do besides decoding them; nothing for now. */
  synchronized Optional<Next> next(int present) {
    sweep();
    boolean mayRead = true;
    for (var task : waiting) {
      int count = Math.min(room(present), task.waiting());
      if (count == 0) {
        return Optional.empty();
      }
      if (task.isRead()) {
        return enter(task, count, present == 0).map(batch -> new Next(null, batch));
      }
      mayRead &= task.hasRoomToRead(); // or those behind would take what it waits for
      if (mayRead && task.claimReading()) {
        return Optional.of(new Next(task, null));
      }
    }
    return Optional.empty();
  }

  /**
   * Rows that may enter a lane now: up to its share of all rows, in whole {@link #FEW}, and none
   * before an eighth of the share is free, since many small batches cost more than some empty
   * places.
   */
  private int room(int present) {
    int share = Math.ceilDiv(Math.ceilDiv(waitingRows + presentRows, lanes), FEW) * FEW;
    int most = Math.min(rowLimit, share);
    int room = Math.max(0, most - present);
    return room >= Math.min(waitingRows, Math.max(1, most / 8)) ? room : 0;
  }

  /** Lets as many rows in as the pool has room for; only a few only where a lane has no others. */
  private Optional<RowBatch> enter(OpenTask task, int count, boolean idle) {
    var decoder = task.model().decoder();
    long fits = (pool.capacity() - pool.inUse()) / decoder.bytesPerRow(task.mostFed());
    int fewest = idle ? 1 : Math.min(count, FEW);
    try {
      for (int rows = (int) Math.min(count, fits); rows >= fewest; rows /= 2) {
        var batch = decoder.start(task.prefix(), rows, task.mostFed(), pool);
        if (batch.isPresent()) {
          return Optional.of(entered(task, batch.get(), rows));
        }
      }
    } catch (RuntimeException e) {
      task.fail(e);
    }
    return Optional.empty();
  }

  private RowBatch entered(OpenTask task, Decoder.Batch batch, int rows) {
    waitingRows -= rows;
    presentRows += rows;
    var entered = new RowBatch(task, batch, task.enter(rows));
    if (task.waiting() == 0) {
      waiting.remove(task);
    }
    return entered;
  }

  /** Counts what might give a lane something to do. */
  synchronized long changes() {
    return changes;
  }

  /** Waits until {@link #changes} is no longer {@code seen}. */
  synchronized void await(long seen) throws InterruptedException {
    while (changes == seen) {
      wait();
    }
  }

  /** The question of {@code task} was read, or could not be: then {@code prefix} is null. */
  synchronized void wasRead(OpenTask task, Decoder.@Nullable Prefix prefix) {
    task.doneReading(prefix);
    settle(task);
    wake();
  }

  /** Rows have left their lane; their memory is free again. */
  synchronized void left(int rows) {
    presentRows -= rows;
    wake();
  }

  /** The batch leaves its lane with the rows that it still has. */
  synchronized void left(RowBatch batch) {
    batch.close();
    batch.task().left();
    settle(batch.task());
    left(batch.size());
  }

  /** Looks at what has changed: a task may be ending. */
  synchronized void wake() {
    sweep();
    changes++;
    notifyAll();
  }

  /** From now on no row enters; tasks of which not all rows have entered are handed back. */
  synchronized void drain() {
    draining = true;
    waiting.forEach(task -> task.fail(handedBack()));
    wake();
  }

  /** Waits until no task is open, at most for {@code grace}; whether that is so. */
  synchronized boolean awaitEnd(Duration grace) throws InterruptedException {
    long end = System.nanoTime() + grace.toNanos();
    while (!open.isEmpty() && end - System.nanoTime() > 0) {
      wait(1 + (end - System.nanoTime()) / 1_000_000);
    }
    return open.isEmpty();
  }

  /** Ends all tasks, and the lanes. */
  synchronized void close() {
    draining = true;
    closed = true;
    open.forEach(task -> task.fail(handedBack()));
    wake();
  }

  private static InterruptedException handedBack() {
    return new InterruptedException("the engine takes no more rows");
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Tasks that have not ended. */
  synchronized int tasks() {
    return open.size();
  }

  /** Rows in the lanes. */
  synchronized int presentRows() {
    return presentRows;
  }

  /** Rows that have not entered. */
  synchronized int waitingRows() {
    return waitingRows;
  }

  /** Takes out the tasks that are ending. */
  private void sweep() {
    for (var each = waiting.iterator(); each.hasNext(); ) {
      var task = each.next();
      if (task.ending()) {
        each.remove();
        waitingRows -= task.waiting();
        settle(task);
      }
    }
  }

  private void settle(OpenTask task) {
    if (task.settle()) {
      open.remove(task);
    }
  }
}
