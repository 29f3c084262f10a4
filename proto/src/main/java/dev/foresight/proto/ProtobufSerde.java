package dev.foresight.proto;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The one serde: a message's bytes, nothing around them. The topic says which message.
 *
 * <pre>{@code
 * var samples = ProtobufSerde.of(SampleBatch.getDefaultInstance());
 * }</pre>
 */
public final class ProtobufSerde<T extends Message> implements Serde<T> {
  private final Parser<T> parser;

  private ProtobufSerde(Parser<T> parser) {
    this.parser = parser;
  }

  /** A serde for messages of {@code instance}'s type. */
  @SuppressWarnings("unchecked") // a message's parser makes messages of its own type
  public static <T extends Message> ProtobufSerde<T> of(T instance) {
    return new ProtobufSerde<>((Parser<T>) instance.getParserForType());
  }

  /** Serializes any message: for producers that write to several topics. */
  public static final class MessageSerializer implements Serializer<Message> {
    @Override
    @SuppressWarnings("NullAway") // null is Kafka's tombstone
    public byte[] serialize(String topic, @Nullable Message message) {
      return message == null ? null : message.toByteArray();
    }
  }

  /**
   * Parses {@code bytes}.
   *
   * @throws SerializationException if they are not a message of this type
   */
  public T parse(byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new SerializationException("not a valid message: " + e.getMessage(), e);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // null is Kafka's tombstone
  public Serializer<T> serializer() {
    return (topic, message) -> message == null ? null : message.toByteArray();
  }

  @Override
  @SuppressWarnings("NullAway") // null is Kafka's tombstone
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> bytes == null ? null : parse(bytes);
  }
}
