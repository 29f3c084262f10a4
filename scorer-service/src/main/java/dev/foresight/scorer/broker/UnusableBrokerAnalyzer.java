package dev.foresight.scorer.broker;

import dev.foresight.proto.UnusableBrokerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in plain words why the scorer did not start, instead of a stack trace. */
class UnusableBrokerAnalyzer extends AbstractFailureAnalyzer<UnusableBrokerException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnusableBrokerException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Start Kafka 4.2 or newer, and say with spring.kafka.* where it is and how to come in.",
        cause);
  }
}
