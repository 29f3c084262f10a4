package dev.foresight.benchmarks.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.foresight.benchmarks.measuring.Spread;
import dev.foresight.benchmarks.measuring.Stopwatch;
import dev.foresight.benchmarks.measuring.Table;
import dev.foresight.model.TorchScript;
import dev.foresight.sampler.decoding.Nucleus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The nucleus against one log_softmax over the same logits, in turns. */
final class NucleusCost {
  private static final int ROWS = 200;
  private static final List<Integer> VOCABULARIES = List.of(2048, 32_000);
  private static final List<Double> TEMPERATURES = List.of(0.2, 0.6, 0.8, 1.0, 1.2);

  /**
   * How distributions look.
   *
   * @param steepness logits fall by at least this times the logarithm of a token's rank, and by at
   *     most {@value #STEEPEST} times it, each row by another: Zipf's law. 0 for none of it
   * @param deviation of what is added to them, normally distributed
   */
  private record Kind(String name, double steepness, double deviation) {}

  private static final double STEEPEST = 6;

  private static final List<Kind> KINDS =
      List.of(
          new Kind("as of a trained model", 1.8, 0.5),
          new Kind("normal, deviation 5", 0, 5),
          new Kind("flat: normal, deviation 0.5", 0, 0.5));

  private final int rounds;
  private final double seconds;
  private final Consumer<String> log;

  NucleusCost(int rounds, double seconds, Consumer<String> log) {
    this.rounds = rounds;
    this.seconds = seconds;
    this.log = log;
  }

  /** Measures all; the table. */
  Table measure() {
    Table table =
        new Table(
            List.of(
                "logits",
                "vocabulary",
                "temperature",
                "kept",
                "log_softmax ms",
                "nucleus ms",
                "ratio"));
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        TorchScript script =
            TorchScript.resource(NucleusCost.class, "log_softmax.torchscript", Map.of())) {
      Nucleus nucleus = new Nucleus();
      for (int vocabulary : VOCABULARIES) {
        for (Kind kind : KINDS) {
          log.accept("nucleus: " + kind.name() + ", vocabulary " + vocabulary);
          try (NDArray logits = logits(manager, kind, vocabulary)) {
            for (double temperature : TEMPERATURES) {
              table.add(row(kind, logits, temperature, nucleus, script));
            }
          }
        }
      }
    }
    return table;
  }

  private List<String> row(
      Kind kind, NDArray logits, double temperature, Nucleus nucleus, TorchScript script) {
    double[] temperatures = new double[ROWS];
    double[] u = new double[ROWS];
    double[] p = new double[ROWS];
    Arrays.fill(temperatures, temperature);
    Arrays.setAll(u, i -> (i + 0.5) / ROWS);
    Arrays.fill(p, Workload.TOP_P);
    Runnable ours = () -> nucleus.draw(logits, temperatures, u, p);
    Runnable theirs = () -> script.run("log_softmax", logits).close();
    Stopwatch.rate(seconds, ours); // the compiler's warm-up
    List<Double> softmax = new ArrayList<>();
    List<Double> drawing = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      softmax.add(1000 / Stopwatch.rate(seconds, theirs));
      drawing.add(1000 / Stopwatch.rate(seconds, ours));
      ratios.add(drawing.getLast() / softmax.getLast());
    }
    return List.of(
        kind.name(),
        Long.toString(logits.getShape().get(1)),
        Double.toString(temperature),
        String.format("%.0f", kept(logits, temperature)),
        Spread.of(softmax).text("%.2f"),
        Spread.of(drawing).text("%.2f"),
        Spread.of(ratios).text("%.2f"));
  }

  private static NDArray logits(NDManager manager, Kind kind, int vocabulary) {
    SplittableRandom random = new SplittableRandom(1);
    float[] logits = new float[ROWS * vocabulary];
    int[] ranks = IntStream.rangeClosed(1, vocabulary).toArray();
    for (int row = 0; row < ROWS; row++) {
      shuffle(ranks, random);
      double steepness = kind.steepness() == 0 ? 0 : random.nextDouble(kind.steepness(), STEEPEST);
      for (int i = 0; i < vocabulary; i++) {
        double noise = kind.deviation() * random.nextGaussian();
        logits[row * vocabulary + i] = (float) (noise - steepness * Math.log(ranks[i]));
      }
    }
    return manager.create(logits, new Shape(ROWS, vocabulary));
  }

  private static void shuffle(int[] ranks, SplittableRandom random) {
    for (int i = ranks.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int rank = ranks[i];
      ranks[i] = ranks[other];
      ranks[other] = rank;
    }
  }

  /** Tokens in the nucleus, on average over some rows. */
  private static double kept(NDArray logits, double temperature) {
    return IntStream.range(0, ROWS / 10)
        .mapToDouble(row -> kept(logits.get(row).toFloatArray(), temperature))
        .average()
        .orElseThrow();
  }

  private static int kept(float[] row, double temperature) {
    double[] weights = new double[row.length];
    Arrays.sort(row);
    Arrays.setAll(
        weights, i -> Math.exp((row[row.length - 1 - i] - row[row.length - 1]) / temperature));
    double reach = Workload.TOP_P * Arrays.stream(weights).sum();
    int kept = 0;
    for (double mass = 0; mass < reach; kept++) {
      mass += weights[kept];
    }
    return kept;
  }
}
