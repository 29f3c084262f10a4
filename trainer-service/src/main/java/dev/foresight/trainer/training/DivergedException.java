package dev.foresight.trainer.training;

/**
 * A loss or gradient is not finite. The same run would come to the same step again, so it is not
 * worth another try.
 */
public final class DivergedException extends Exception {
  private static final long serialVersionUID = 1;

  DivergedException(String message) {
    super(message);
  }
}
