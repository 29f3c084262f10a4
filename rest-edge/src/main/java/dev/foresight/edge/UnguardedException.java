package dev.foresight.edge;

/** Others can reach the service, and nothing would tell who they are. */
final class UnguardedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnguardedException(String service, String address) {
    super(
        "%s listens on %s, where others can reach it, and nothing would check who they are."
            .formatted(service, address));
  }
}
