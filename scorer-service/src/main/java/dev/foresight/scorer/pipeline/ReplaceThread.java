package dev.foresight.scorer.pipeline;

import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts another thread for one that failed. It takes up from the last commit, so nothing is lost;
 * a pause keeps a lasting failure from filling the log.
 */
final class ReplaceThread implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ReplaceThread.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    log.error("A thread of the stream failed; another takes over", failure);
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
