package dev.foresight.proto;

/**
 * A task that would fail in the same way again: it is given up at once, whatever tries are left.
 */
public final class HopelessException extends Exception {
  private static final long serialVersionUID = 1;

  /** Gives the task up for the reason that {@code cause} states. */
  public HopelessException(Throwable cause) {
    super(cause.getMessage(), cause);
  }

  /** Gives the task up for {@code reason}. */
  public HopelessException(String reason) {
    super(reason);
  }
}
