package dev.foresight.proto;

/**
 * The broker cannot carry Foresight, does not let it in, or did not answer in time; the message is
 * for a person.
 */
public final class UnusableBrokerException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  UnusableBrokerException(String message) {
    super(message);
  }

  UnusableBrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
