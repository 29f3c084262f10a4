package dev.foresight.benchmarks.sampling;

import dev.foresight.benchmarks.measuring.Spread;
import dev.foresight.benchmarks.measuring.Table;
import dev.foresight.model.Checkpoint;
import dev.foresight.model.Precision;
import dev.foresight.proto.SampleBatch;
import dev.foresight.sampler.decoding.Speculation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the extra heads of a trained model gain where a single sample is drawn: tokens a second with
 * and without their drafts, in turns.
 */
final class SpeculationGain {
  private static final List<String> TEMPERATURES = List.of("0", "0.2", "0.6", "1", "1.4");
  private static final int TOKENS = 64;
  private static final long CACHE_BYTES = 64L << 20;

  private final Path checkpoint;
  private final String prompt;
  private final int rounds;
  private final double seconds;
  private final Consumer<String> log;

  /**
   * Measures with a checkpoint of more than one head.
   *
   * @param prompt of the kind that the model was trained on
   */
  SpeculationGain(
      Path checkpoint, String prompt, int rounds, double seconds, Consumer<String> log) {
    this.checkpoint = checkpoint;
    this.prompt = prompt;
    this.rounds = rounds;
    this.seconds = seconds;
    this.log = log;
  }

  /** What a while of drawing single samples gave. */
  private record Turn(double tokensPerSecond, double tokensPerForward) {}

  Table measure(Precision precision) throws IOException {
    Table table =
        new Table(
            List.of(
                "precision",
                "temperature",
                "tokens/s plain",
                "with drafts",
                "times",
                "tokens a forward pass"));
    Map<String, String> sha256 = Checkpoint.examine(checkpoint).sha256();
    try (EngineSampling plain = engine(sha256, precision, Speculation.OFF);
        EngineSampling drafting = engine(sha256, precision, Speculation.ON)) {
      for (String temperature : TEMPERATURES) {
        log.accept("speculation: " + precision.label() + ", temperature " + temperature);
        table.add(row(precision, temperature, plain, drafting));
      }
    }
    return table;
  }

  private EngineSampling engine(
      Map<String, String> sha256, Precision precision, Speculation speculation) throws IOException {
    return new EngineSampling(
        checkpoint,
        sha256,
        precision,
        EngineSampling.settings(CACHE_BYTES, Grid.lanes(1), 1, speculation));
  }

  private List<String> row(
      Precision precision, String temperature, EngineSampling plain, EngineSampling drafting) {
    List<Double> slow = new ArrayList<>();
    List<Double> fast = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Double> forwards = new ArrayList<>();
    turn(plain, temperature);
    turn(drafting, temperature);
    for (int round = 0; round < rounds; round++) {
      slow.add(turn(plain, temperature).tokensPerSecond());
      Turn drafted = turn(drafting, temperature);
      fast.add(drafted.tokensPerSecond());
      forwards.add(drafted.tokensPerForward());
      ratios.add(fast.getLast() / slow.getLast());
    }
    return List.of(
        precision.label(),
        temperature,
        Spread.of(slow).text("%.0f"),
        Spread.of(fast).text("%.0f"),
        Spread.of(ratios).text("%.2f"),
        String.format(Locale.ROOT, "%.2f", Spread.of(forwards).median()));
  }

  private Turn turn(EngineSampling engine, String temperature) {
    int shared = engine.model().tokenizer().encode(prompt).length - 1;
    long start = System.nanoTime();
    long tokens = 0;
    long forwards = 0;
    double passed;
    do {
      List<SampleBatch> drawn = engine.draw(prompt, shared, 1, TOKENS, temperature);
      tokens += EngineSampling.tokens(drawn);
      forwards += drawn.stream().mapToLong(b -> b.getSpeculation().getForwards()).sum();
      passed = (System.nanoTime() - start) * 1e-9;
    } while (passed < seconds);
    return new Turn(tokens / passed, (double) tokens / Math.max(1, forwards));
  }
}
