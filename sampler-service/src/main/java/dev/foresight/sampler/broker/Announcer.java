package dev.foresight.sampler.broker;

import com.google.protobuf.Message;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes records, which carry the trace of the work that they are part of, and returns when the
 * broker has them.
 */
@Component
public class Announcer {
  private final KafkaTemplate<String, Message> kafka;
  private final Tracing tracing;

  Announcer(KafkaTemplate<String, Message> kafka, Tracing tracing) {
    this.kafka = kafka;
    this.tracing = tracing;
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
    written(topic, () -> values.stream().map(v -> send(topic, v, key)).toList());
  }

  /**
   * Writes records, each in the trace that {@code traceparent} names for it.
   *
   * @throws KafkaException if the broker does not take all of them
   */
  public <T extends Message> void sendAll(
      Topics topic, List<T> values, Function<T, String> key, Function<T, String> traceparent)
      throws InterruptedException {
    written(
        topic,
        () -> {
          var sent = new ArrayList<CompletableFuture<?>>();
          for (var value : values) {
            tracing.send(
                topic, value, traceparent.apply(value), () -> sent.add(send(topic, value, key)));
          }
          return sent;
        });
  }

  private <T extends Message> CompletableFuture<?> send(
      Topics topic, T value, Function<T, String> key) {
    var entry = new ProducerRecord<String, Message>(topic.topic(), key.apply(value), value);
    Tracing.inject(entry.headers());
    return kafka.send(entry);
  }

  private static void written(Topics topic, Supplier<List<? extends CompletableFuture<?>>> sending)
      throws InterruptedException {
    try {
      CompletableFuture.allOf(sending.get().toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("not written to " + topic.topic(), e.getCause());
    } catch (org.springframework.kafka.KafkaException e) {
      throw new KafkaException("not written to " + topic.topic(), e);
    }
  }
}
