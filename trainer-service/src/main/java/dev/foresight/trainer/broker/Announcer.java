package dev.foresight.trainer.broker;

import com.google.protobuf.Message;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Writes records, which carry the trace of the work that they are part of. */
@Component
public class Announcer {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

  private final KafkaTemplate<String, Message> kafka;
  private final Tracing tracing;

  Announcer(KafkaTemplate<String, Message> kafka, Tracing tracing) {
    this.kafka = kafka;
    this.tracing = tracing;
  }

  /**
   * Sends one record without waiting.
   *
   * @return done once the broker has the record, or failed
   */
  public CompletableFuture<?> send(Topics topic, String key, Message value) {
    try {
      var entry = new ProducerRecord<>(topic.topic(), key, value);
      Tracing.inject(entry.headers());
      return kafka.send(entry);
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Waits for records that were sent.
   *
   * @throws NotWrittenException if the broker does not take one of them
   */
  public static void awaitWritten(List<? extends CompletableFuture<?>> records) {
    try {
      CompletableFuture.allOf(records.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw new NotWrittenException(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Sends one record, again and again until the broker has it. */
  public void sendSurely(Topics topic, String key, Message value) throws InterruptedException {
    tracing.send(topic, value, () -> untilWritten(topic, key, value));
  }

  private void untilWritten(Topics topic, String key, Message value) throws InterruptedException {
    while (true) {
      try {
        send(topic, key, value).get();
        return;
      } catch (ExecutionException e) {
        log.warn("{}: not written, trying again: {}", topic.topic(), String.valueOf(e.getCause()));
        Thread.sleep(BETWEEN_ATTEMPTS);
      }
    }
  }
}
