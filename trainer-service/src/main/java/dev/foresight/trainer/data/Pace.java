package dev.foresight.trainer.data;

import dev.foresight.trainer.data.Preparation.Progress;
import java.util.function.LongSupplier;

/** Tells a listener how far an activity is, a few times a second. One thread at a time. */
final class Pace {
  private static final long TELL_EVERY_NANOS = 250_000_000;

  private final Preparation listener;
  private final LongSupplier nanoClock;
  private String activity = "";
  private long totalBytes;
  private long began;
  private long told;
  private long tokens;

  Pace(Preparation listener, LongSupplier nanoClock) {
    this.listener = listener;
    this.nanoClock = nanoClock;
    told = nanoClock.getAsLong() - TELL_EVERY_NANOS;
  }

  /** Begins an activity that reads {@code totalBytes}. */
  void begin(String activity, long totalBytes) {
    this.activity = activity;
    this.totalBytes = totalBytes;
    began = nanoClock.getAsLong();
    tokens = 0;
    tell(0, began);
  }

  /** An activity that nothing is known of. */
  void at(String activity) {
    this.activity = activity;
    totalBytes = 0;
    tellInTime(0);
  }

  /** So many bytes are read in all, and so many more tokens made. */
  void read(long bytes, long moreTokens) {
    tokens += moreTokens;
    tellInTime(bytes);
  }

  /** The clock's time. */
  long nanoTime() {
    return nanoClock.getAsLong();
  }

  void broken(BrokenRow row) {
    listener.broken(row);
  }

  private void tellInTime(long bytes) {
    long now = nanoClock.getAsLong();
    if (now - told >= TELL_EVERY_NANOS) {
      tell(bytes, now);
    }
  }

  private void tell(long bytes, long now) {
    told = now;
    double seconds = (now - began) / 1e9;
    double rate = tokens == 0 || seconds <= 0 ? 0 : tokens / seconds;
    listener.at(new Progress(activity, bytes, totalBytes, rate));
  }
}
