package dev.foresight.trainer.broker;

/** Kafka did not take a record. What was asked for may be repeated. */
public final class NotWrittenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotWrittenException(Throwable cause) {
    super("Kafka did not take the records: " + cause.getMessage(), cause);
  }
}
