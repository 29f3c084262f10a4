package dev.foresight.benchmarks.training;

import dev.foresight.benchmarks.measuring.MatrixProduct;
import dev.foresight.benchmarks.measuring.Peer;
import dev.foresight.benchmarks.training.PeerTrainer.Mode;
import dev.foresight.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All contests of one shape. Every round runs each of them once, forwards in one round and
 * backwards in the next, so that what slows the machine for a while slows no one more than others.
 */
final class ShapeBenchmark implements AutoCloseable {
  private final BenchmarkShape shape;
  private final Consumer<String> log;
  private final Map<Precision, MatrixProduct> large = new EnumMap<>(Precision.class);
  private final Map<Precision, MatrixProduct> typical = new EnumMap<>(Precision.class);
  private final Map<Precision, List<Double>> largeRates = new EnumMap<>(Precision.class);
  private final Map<Precision, List<Double>> typicalRates = new EnumMap<>(Precision.class);
  private final List<Contest> contests = new ArrayList<>();
  private final List<String> disagreements = new ArrayList<>();

  ShapeBenchmark(BenchmarkShape shape, Consumer<String> log) {
    this.shape = shape;
    this.log = log;
  }

  BenchmarkShape shape() {
    return shape;
  }

  List<Contest> contests() {
    return contests;
  }

  /** Where a peer's losses differed from Foresight's by more than the precision explains. */
  List<String> disagreements() {
    return disagreements;
  }

  /**
   * Adds a contest and has every program take its first steps.
   *
   * @param scratch a folder for what the peers read
   */
  void add(Precision precision, int heads, @Nullable Peer peer, Path scratch) throws IOException {
    large(precision);
    typical.computeIfAbsent(precision, p -> shape.feedForward(p));
    BenchmarkShape model = shape.withHeads(heads);
    List<Trainer> trainers = new ArrayList<>();
    ForesightTrainer foresight = new ForesightTrainer(model.model(), precision, Batches.of(model));
    trainers.add(foresight);
    if (peer != null) {
      int number = 10 * contests.size();
      Path folder = Files.createTempDirectory(scratch, shape.name() + "-");
      Path checkpoint = folder.resolve("checkpoint");
      Path tokens = folder.resolve("tokens.int32");
      foresight.write(checkpoint);
      Batches.of(model).write(tokens);
      for (Mode mode : Mode.values()) {
        trainers.add(
            new PeerTrainer(peer, mode, number++, model.model(), precision, checkpoint, tokens));
      }
    }
    Contest contest = new Contest(model, precision, trainers);
    contests.add(contest);
    warmUp(contest);
  }

  private MatrixProduct large(Precision precision) {
    return large.computeIfAbsent(precision, MatrixProduct::large);
  }

  private void warmUp(Contest contest) throws IOException {
    List<float[]> expected = List.of();
    for (Trainer trainer : contest.trainers()) {
      log.accept(contest.label() + ": first steps of " + trainer.name());
      List<float[]> losses = trainer.warmUp();
      expected = expected.isEmpty() ? losses : expected;
      double difference = Losses.difference(expected, losses);
      if (!(difference <= Losses.tolerance(contest.precision()))) {
        disagreements.add(
            String.format(
                "%s: the first losses of %s differ by %.2g",
                contest.label(), trainer.name(), difference));
      }
    }
  }

  void playRounds(int rounds, double seconds) throws IOException {
    for (int round = 1; round <= rounds; round++) {
      log.accept(shape.name() + ": round " + round + " of " + rounds);
      measureProducts(seconds / 5);
      for (Contest contest : round % 2 == 1 ? contests : contests.reversed()) {
        contest.playRound(large(contest.precision()), seconds);
      }
    }
  }

  private void measureProducts(double seconds) {
    large.forEach((p, product) -> add(largeRates, p, product.flopsPerSecond(seconds)));
    typical.forEach((p, product) -> add(typicalRates, p, product.flopsPerSecond(seconds)));
  }

  private static void add(Map<Precision, List<Double>> rates, Precision precision, double rate) {
    rates.computeIfAbsent(precision, p -> new ArrayList<>()).add(rate * 1e-9);
  }

  /** GFLOP/s of the large product. */
  Map<Precision, List<Double>> largeRates() {
    return largeRates;
  }

  /** GFLOP/s of the shape's typical product. */
  Map<Precision, List<Double>> typicalRates() {
    return typicalRates;
  }

  @Override
  public void close() throws IOException {
    for (Contest contest : contests) {
      contest.close();
    }
    large.values().forEach(MatrixProduct::close);
    typical.values().forEach(MatrixProduct::close);
  }
}
