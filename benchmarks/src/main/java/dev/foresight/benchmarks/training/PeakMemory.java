package dev.foresight.benchmarks.training;

import dev.foresight.benchmarks.measuring.ChildProcess;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import java.io.IOException;
import java.util.List;

/** The most memory that a process held which does nothing but train. */
final class PeakMemory {
  private static final int HEAP_MEGABYTES = 256;

  private PeakMemory() {}

  /** Trains a few steps in a new process; its peak in mebibytes. */
  static double mebibytes(BenchmarkShape shape, Precision precision, int threads)
      throws IOException {
    List<String> lines =
        ChildProcess.run(
            PeakMemory.class,
            HEAP_MEGABYTES,
            shape.name(),
            precision.label(),
            shape.model().predictTokens(),
            threads);
    return Double.parseDouble(lines.getLast());
  }

  /** The child: prints its peak in mebibytes. */
  public static void main(String[] args) throws IOException {
    BenchmarkShape shape = BenchmarkShape.of(args[0]).withHeads(Integer.parseInt(args[2]));
    TorchScript.useThreads(Integer.parseInt(args[3]));
    try (ForesightTrainer trainer =
        new ForesightTrainer(shape.model(), Precision.of(args[1]), Batches.of(shape))) {
      trainer.warmUp();
      trainer.stepsPerSecond(0);
    }
    System.out.println(ChildProcess.peakMebibytes());
  }
}
