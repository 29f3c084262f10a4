package dev.foresight.benchmarks.sampling;

import dev.foresight.benchmarks.measuring.ChildProcess;
import dev.foresight.benchmarks.measuring.Table;
import dev.foresight.model.Precision;
import dev.foresight.model.TorchScript;
import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Whether time a sample and memory stay the same as samples become more: one process draws more and
 * more samples of one problem and says what each lot took.
 */
final class Growth {
  private static final String MODEL = "0.8M";
  private static final int PREFIX = 800;
  private static final int TOKENS = 16;
  private static final int ROWS = 200;
  private static final int HEAP_MEGABYTES = 256;
  private static final long CACHE_BYTES = 256L << 20;

  private Growth() {}

  /**
   * Draws in a new process.
   *
   * @param most samples in the last lot; the first has 200, and each ten times as many as the one
   *     before
   */
  static Table measure(int most, Path scratch, int threads) throws IOException {
    Table table = new Table(List.of("samples", "seconds", "ms a sample", "peak MiB so far"));
    List<String> lines =
        ChildProcess.run(Growth.class, HEAP_MEGABYTES, scratch.resolve("growth"), most, threads);
    for (String line : lines) {
      table.add(List.of(line.split("\t")));
    }
    return table;
  }

  /** The child: a line a lot. */
  public static void main(String[] args) throws IOException {
    int most = Integer.parseInt(args[1]);
    TorchScript.useThreads(Integer.parseInt(args[2]));
    Workload work = new Workload(MODEL, Precision.FLOAT32, ROWS, PREFIX, TOKENS);
    PeakedModel model = PeakedModel.write(Path.of(args[0]), work.shape());
    try (EngineSampling engine =
        new EngineSampling(
            model.folder(),
            model.sha256(),
            work.precision(),
            EngineSampling.settings(CACHE_BYTES, Grid.lanes(ROWS), ROWS, Speculation.OFF))) {
      String prompt = engine.prompt(PREFIX);
      draw(engine, prompt, ROWS); // reads the prompt, and compiles
      for (int samples = ROWS; samples <= most; samples *= 10) {
        double seconds = draw(engine, prompt, samples);
        System.out.println(
            String.format(
                Locale.ROOT,
                "%d\t%.2f\t%.3f\t%.0f",
                samples,
                seconds,
                1000 * seconds / samples,
                ChildProcess.peakMebibytes()));
      }
    }
  }

  private static double draw(EngineSampling engine, String prompt, int samples) {
    long start = System.nanoTime();
    engine.draw(prompt, PREFIX - 1, samples, TOKENS, Double.toString(Workload.TEMPERATURE));
    return (System.nanoTime() - start) * 1e-9;
  }
}
