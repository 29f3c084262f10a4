package dev.foresight.benchmarks.training;

import dev.foresight.benchmarks.measuring.MatrixProduct;
import dev.foresight.benchmarks.measuring.Spread;
import dev.foresight.model.Execution;
import dev.foresight.model.ModelCost;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One model, trained by several programs in turns, so that each meets the machine's good and bad
 * moments alike.
 */
final class Contest implements AutoCloseable {
  private final BenchmarkShape shape;
  private final Precision precision;
  private final List<Trainer> trainers;
  private final List<List<Round>> rounds = new ArrayList<>();

  /** A contest of {@code trainers}, the first of them Foresight's; it closes them. */
  Contest(BenchmarkShape shape, Precision precision, List<Trainer> trainers) {
    this.shape = shape;
    this.precision = precision;
    this.trainers = List.copyOf(trainers);
    trainers.forEach(trainer -> rounds.add(new ArrayList<>()));
  }

  /** As {@code 5M float32 n=4}. */
  String label() {
    return shape.name() + " " + precision.label() + " n=" + heads();
  }

  int heads() {
    return shape.model().predictTokens();
  }

  Precision precision() {
    return precision;
  }

  List<Trainer> trainers() {
    return trainers;
  }

  /** One turn of each program, the large product before each. */
  void playRound(MatrixProduct product, double seconds) throws IOException {
    for (int i = 0; i < trainers.size(); i++) {
      double flops = product.flopsPerSecond(seconds / 5);
      double steps = trainers.get(i).stepsPerSecond(seconds);
      rounds.get(i).add(new Round(steps * shape.tokensPerStep(), flops));
    }
  }

  /** Tokens a second of the trainer at {@code index}. */
  Spread tokensPerSecond(int index) {
    return Spread.of(rounds.get(index).stream().map(Round::tokensPerSecond).toList());
  }

  /** Counted operations a second of Foresight as a share of the large product's, in percent. */
  Spread shareOfProduct() {
    double flops = flopsPerToken();
    return Spread.of(
        rounds.getFirst().stream()
            .map(round -> 100 * flops * round.tokensPerSecond() / round.flopsPerSecond())
            .toList());
  }

  /** Foresight's tokens a second over those of the best peer, round by round; needs a peer. */
  Spread overBestPeer() {
    int best = 1;
    for (int i = 2; i < trainers.size(); i++) {
      best = tokensPerSecond(i).median() > tokensPerSecond(best).median() ? i : best;
    }
    return ratios(rounds.getFirst(), rounds.get(best));
  }

  /** Time a token over that of {@code single}, divided by the ratio of their counted operations. */
  Spread timeOverFlops(Contest single) {
    double flops = flopsPerToken() / single.flopsPerToken();
    Spread time = ratios(single.rounds.getFirst(), rounds.getFirst());
    return new Spread(time.median() / flops, time.least() / flops, time.greatest() / flops);
  }

  /** Operations that training on a token needs, as {@link ModelCost} counts them. */
  double flopsPerToken() {
    ModelShape model = shape.model();
    return ModelCost.of(model, Execution.of(precision), BenchmarkShape.ROWS, model.contextLength())
        .flops()
        .needed();
  }

  private static Spread ratios(List<Round> over, List<Round> under) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < over.size(); i++) {
      ratios.add(over.get(i).tokensPerSecond() / under.get(i).tokensPerSecond());
    }
    return Spread.of(ratios);
  }

  @Override
  public void close() throws IOException {
    for (Trainer trainer : trainers) {
      trainer.close();
    }
  }
}
