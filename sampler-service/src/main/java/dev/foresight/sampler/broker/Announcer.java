package dev.foresight.sampler.broker;

import com.google.protobuf.Message;
import dev.foresight.proto.Topics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Writes records, and returns when the broker has them. */
@Component
public class Announcer {
  private final KafkaTemplate<String, Message> kafka;

  Announcer(KafkaTemplate<String, Message> kafka) {
    this.kafka = kafka;
  }

  /**
   * Writes one record.
   *
   * @throws KafkaException if the broker does not take it
   */
  public void send(Topics topic, String key, Message value) throws InterruptedException {
    sendAll(topic, List.of(value), message -> key);
  }

  /**
   * Writes records, in order where they share a partition.
   *
   * @throws KafkaException if the broker does not take all of them
   */
  public <T extends Message> void sendAll(Topics topic, List<T> values, Function<T, String> key)
      throws InterruptedException {
    try {
      var sent = values.stream().map(v -> kafka.send(topic.topic(), key.apply(v), v)).toList();
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("not written to " + topic.topic(), e.getCause());
    } catch (org.springframework.kafka.KafkaException e) {
      throw new KafkaException("not written to " + topic.topic(), e);
    }
  }
}
