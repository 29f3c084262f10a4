package dev.foresight.trainer.requests;

/** A model needs more memory than there is. The message says how much, and what would fit. */
public final class DoesNotFitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Cost cost;

  DoesNotFitException(Cost cost) {
    super(
        "Training %d parameters with %d prediction heads takes %s of memory; there are %s here. %s"
            .formatted(
                cost.largest().parameters(),
                cost.largest().predictTokens(),
                Cost.inWords(cost.largest()),
                Cost.bytes(cost.availableMemory()),
                String.join(" ", cost.advice())));
    this.cost = cost;
  }

  /** The figures. */
  public Cost cost() {
    return cost;
  }
}
