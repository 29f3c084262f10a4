package dev.foresight.sampler.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.foresight.proto.DeadLetter;
import dev.foresight.proto.Topics;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * A record that does not parse becomes a dead letter; any other failure is tried again for good.
 */
@Configuration(proxyBeanMethods = false)
class UnreadableRecords {
  private static final long FIRST_MILLIS = 500;
  private static final long LONGEST_MILLIS = 30_000;

  @Bean
  DefaultErrorHandler errorHandler(KafkaTemplate<String, Message> kafka, Clock clock) {
    var backOff = new ExponentialBackOff(FIRST_MILLIS, 2);
    backOff.setMaxInterval(LONGEST_MILLIS);
    var handler = new DefaultErrorHandler((record, e) -> bury(kafka, clock, record, e), backOff);
    handler.addNotRetryableExceptions(SerializationException.class);
    return handler;
  }

  private static void bury(
      KafkaTemplate<String, Message> kafka, Clock clock, ConsumerRecord<?, ?> record, Exception e) {
    String key = String.valueOf(record.key());
    var letter =
        DeadLetter.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setKey(ByteString.copyFrom(key, UTF_8))
            .setReason(reason(e))
            .setService("sampler")
            .setWrittenAtMillis(clock.millis());
    if (record.value() instanceof byte[] value) {
      letter.setValue(ByteString.copyFrom(value));
    }
    record.headers().forEach(h -> letter.putHeaders(h.key(), ByteString.copyFrom(h.value())));
    try {
      String topic = Topics.DEAD_LETTERS.topic();
      String deadKey = record.topic() + "/" + key;
      kafka
          .send(new ProducerRecord<>(topic, null, deadKey, letter.build(), record.headers()))
          .get();
    } catch (ExecutionException failure) {
      throw new KafkaException("a dead letter was not written", failure.getCause());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing a dead letter", interruption);
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }
}
