package dev.foresight.sampler.control;

/** There is nothing of that id. */
final class UnknownException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Nothing found.
   *
   * @param kind what was looked for
   */
  UnknownException(String kind, String id) {
    super("there is no " + kind + " " + id);
  }
}
