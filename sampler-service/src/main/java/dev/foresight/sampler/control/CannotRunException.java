package dev.foresight.sampler.control;

/** An evaluation that could never be completed, refused before anything runs. */
final class CannotRunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotRunException(String reason) {
    super(reason);
  }
}
