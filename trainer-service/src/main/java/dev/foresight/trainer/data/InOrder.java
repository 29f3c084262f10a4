package dev.foresight.trainer.data;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Work on several threads whose results are taken in the order of what was worked on. */
final class InOrder {
  private InOrder() {}

  /** Where work comes from; null after the last. */
  @FunctionalInterface
  interface Supply<T> {
    @Nullable T next() throws IOException;
  }

  /** Takes results, in order. */
  @FunctionalInterface
  interface Sink<R> {
    void take(R result) throws IOException;
  }

  /**
   * Works until the supply ends; supply and sink run on the caller's thread.
   *
   * @param threads that work, at least 1; twice as many pieces are on their way at most
   * @throws IOException from supply or sink
   * @throws InterruptedException after an interrupt
   */
  static <T, R> void run(int threads, Supply<T> supply, Function<T, R> work, Sink<R> sink)
      throws IOException, InterruptedException {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("data-", 0).factory());
    try {
      Deque<Future<R>> ahead = new ArrayDeque<>();
      for (T piece = supply.next(); piece != null; piece = supply.next()) {
        T taken = piece;
        ahead.add(workers.submit(() -> work.apply(taken)));
        if (ahead.size() == 2 * threads) {
          sink.take(result(ahead.remove()));
        }
      }
      while (!ahead.isEmpty()) {
        sink.take(result(ahead.remove()));
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static <R> R result(Future<R> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
