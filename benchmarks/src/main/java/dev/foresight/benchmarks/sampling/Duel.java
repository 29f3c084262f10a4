package dev.foresight.benchmarks.sampling;

import dev.foresight.benchmarks.measuring.Bandwidth;
import dev.foresight.benchmarks.measuring.MatrixProduct;
import dev.foresight.benchmarks.measuring.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One workload, sampled by the engine and without a shared prompt in turns, the machine's own rates
 * right before.
 */
final class Duel implements AutoCloseable {
  private final Workload work;
  private final EngineSampling engine;
  private final Bandwidth bandwidth;
  private final @Nullable UnsharedSampling unshared;
  private final List<Round> rounds = new ArrayList<>();

  /**
   * What one round measured, in tokens a second.
   *
   * @param unshared 0 if it does not take part
   * @param floor by the rates that were measured with it
   */
  record Round(double engine, double unshared, double floor) {}

  /**
   * A duel that closes {@code unshared}, but not the engine.
   *
   * @param unshared null where there is nothing to share, or no memory for the copies
   */
  Duel(Workload work, EngineSampling engine, @Nullable UnsharedSampling unshared) {
    this.work = work;
    this.engine = engine;
    this.unshared = unshared;
    bandwidth = new Bandwidth((long) work.floor().bytes());
    engine.tokensPerSecond(work, 0); // reads the prompt, and compiles
  }

  Workload work() {
    return work;
  }

  /** One turn of each. */
  void playRound(MatrixProduct product, double seconds) {
    double flops = product.flopsPerSecond(seconds / 4);
    double bytes = bandwidth.bytesPerSecond(seconds / 4);
    double ours = engine.tokensPerSecond(work, seconds);
    double theirs = unshared == null ? 0 : unshared.tokensPerSecond(seconds);
    rounds.add(new Round(ours, theirs, work.rows() / work.floor().seconds(flops, bytes)));
  }

  Spread engineRate() {
    return spread(Round::engine);
  }

  /** Without sharing; nothing if it did not take part. */
  Optional<Spread> unsharedRate() {
    return unshared == null ? Optional.empty() : Optional.of(spread(Round::unshared));
  }

  /** How many times as fast the engine is. */
  Optional<Spread> gain() {
    return unshared == null
        ? Optional.empty()
        : Optional.of(spread(round -> round.engine() / round.unshared()));
  }

  /** Tokens a second that the floor allows. */
  Spread floorRate() {
    return spread(Round::floor);
  }

  /** The engine's rate as a share of the floor's, in percent. */
  Spread shareOfFloor() {
    return spread(round -> 100 * round.engine() / round.floor());
  }

  private Spread spread(ToDoubleFunction<Round> value) {
    return Spread.of(rounds.stream().map(value::applyAsDouble).toList());
  }

  @Override
  public void close() {
    bandwidth.close();
    if (unshared != null) {
      unshared.close();
    }
  }
}
