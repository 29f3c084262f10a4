package dev.foresight.trainer.experiments;

/** There is nothing of this id. */
public final class UnknownException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Nothing of the kind {@code what} is called {@code id}. */
  public UnknownException(String what, String id) {
    super("There is no " + what + " with the id " + id + ".");
  }
}
