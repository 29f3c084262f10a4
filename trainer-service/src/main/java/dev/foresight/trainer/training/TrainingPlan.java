package dev.foresight.trainer.training;

import dev.foresight.model.ModelShape;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run does.
 *
 * @param budgets tokens after which a fully decayed model is announced, ascending, each 0 or more
 *     and all of different numbers of steps; with {@link Schedule#COSINE} one; 0 announces the
 *     weights that the run starts from
 * @param announceAt tokens at which a model is announced that has not decayed, 0 or more; those at
 *     or past the end of the largest budget are left out
 * @param seed of the initial weights and of the order of documents
 * @param initial folder of the checkpoint whose weights the run starts from; null for random ones
 */
public record TrainingPlan(
    ModelShape shape,
    List<Long> budgets,
    List<Long> announceAt,
    Descent descent,
    long seed,
    @Nullable Path initial) {

  /**
   * Checks what the other classes do not.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public TrainingPlan {
    budgets = List.copyOf(budgets);
    announceAt = List.copyOf(announceAt);
    if (descent.batchTokens() % shape.contextLength() != 0) {
      throw new IllegalArgumentException(
          "a step's tokens must be a multiple of the context length ("
              + shape.contextLength()
              + "), not "
              + descent.batchTokens());
    }
    if (budgets.isEmpty() || (descent.schedule() == Schedule.COSINE && budgets.size() > 1)) {
      throw new IllegalArgumentException(
          "a run with schedule "
              + descent.schedule().label()
              + " cannot have "
              + budgets.size()
              + " token budgets");
    }
    requireAscending(budgets, descent.batchTokens());
    if (announceAt.stream().anyMatch(tokens -> tokens < 0)) {
      throw new IllegalArgumentException("checkpoints are announced at 0 tokens or more");
    }
  }

  private static void requireAscending(List<Long> budgets, int batchTokens) {
    long before = -1;
    for (long budget : budgets) {
      if (budget < 0) {
        throw new IllegalArgumentException("a token budget must be 0 or more, not " + budget);
      }
      long steps = Math.ceilDiv(budget, (long) batchTokens);
      if (steps <= before) {
        throw new IllegalArgumentException(
            "the token budgets " + budgets + " are not ascending in steps of " + batchTokens);
      }
      before = steps;
    }
  }

  /** Sequences of one step. */
  public int rows() {
    return descent.batchTokens() / shape.contextLength();
  }

  /** Sequences in one forward and backward. */
  int rowsAtOnce() {
    int micro = descent.microBatch();
    return micro == 0 ? rows() : Math.min(micro, rows());
  }

  /** Steps of the whole run, those of every branch included. */
  public long steps() {
    return legs().stream().mapToLong(Leg::steps).sum();
  }

  /** Tokens that the model of the largest budget is trained on: whole steps. */
  public long tokens() {
    return stepsFor(budgets.getLast()) * descent.batchTokens();
  }

  /** The run flattened: each leg starts from the first weights or from the end of one before. */
  List<Leg> legs() {
    return Legs.of(this);
  }

  /** Steps that train on at least {@code tokens}. */
  long stepsFor(long tokens) {
    return Math.ceilDiv(tokens, (long) descent.batchTokens());
  }
}
