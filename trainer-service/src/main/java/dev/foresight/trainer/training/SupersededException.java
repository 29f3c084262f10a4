package dev.foresight.trainer.training;

/** Another holder has claimed the run: this one must change nothing more. */
final class SupersededException extends Exception {
  private static final long serialVersionUID = 1;

  SupersededException(String message) {
    super(message);
  }
}
