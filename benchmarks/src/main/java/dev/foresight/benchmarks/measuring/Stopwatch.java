package dev.foresight.benchmarks.measuring;

/** Repeats work for a while. */
public final class Stopwatch {
  private Stopwatch() {}

  /** Runs {@code work} once, and again until {@code seconds} have passed; the runs a second. */
  public static double rate(double seconds, Runnable work) {
    long start = System.nanoTime();
    int runs = 0;
    double passed;
    do {
      work.run();
      runs++;
      passed = (System.nanoTime() - start) * 1e-9;
    } while (passed < seconds);
    return runs / passed;
  }
}
