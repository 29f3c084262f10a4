package dev.foresight.scorer.pipeline;

import com.google.protobuf.Message;
import dev.foresight.proto.ProtobufSerde;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serde of a view. A record that cannot be read is as good as absent, and said so in the log:
 * one bad record of another service must not take the results of all others away.
 */
record ForgivingSerde<T extends Message>(ProtobufSerde<T> serde) implements Serde<T> {
  private static final Logger log = LoggerFactory.getLogger(ForgivingSerde.class);

  static <T extends Message> ForgivingSerde<T> of(T instance) {
    return new ForgivingSerde<>(ProtobufSerde.of(instance));
  }

  @Override
  public Serializer<T> serializer() {
    return serde.serializer();
  }

  @Override
  @SuppressWarnings("NullAway") // null is what a store takes for absent
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> {
      try {
        return bytes == null ? null : serde.parse(bytes);
      } catch (SerializationException e) {
        log.warn("A record of {} is left out: {}", topic, e.getMessage());
        return null;
      }
    };
  }
}
