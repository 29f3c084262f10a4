package dev.foresight.scorer.broker;

/** The broker cannot carry Foresight, or did not answer in time; the message is for a person. */
class UnusableBrokerException extends RuntimeException {
  UnusableBrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
