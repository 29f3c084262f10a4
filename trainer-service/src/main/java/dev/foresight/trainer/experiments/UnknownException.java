package dev.foresight.trainer.experiments;

/** There is nothing of this id. */
final class UnknownException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownException(String what, String id) {
    super("There is no " + what + " with the id " + id + ".");
  }
}
