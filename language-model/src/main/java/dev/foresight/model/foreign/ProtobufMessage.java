package dev.foresight.model.foreign;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one message in protobuf's encoding, without its schema. Unknown fields are
 * harmless; damage shows as {@link IllegalArgumentException} or {@link BufferUnderflowException}.
 */
final class ProtobufMessage {
  /** A field: its number, and its value as a number or as bytes. */
  private record Field(int number, long value, ByteBuffer bytes) {}

  private static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final List<Field> fields = new ArrayList<>();

  ProtobufMessage(ByteBuffer encoded) {
    ByteBuffer in = encoded.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long key = variable(in);
      int number = (int) (key >>> 3);
      switch ((int) (key & 7)) {
        case 0 -> fields.add(new Field(number, variable(in), NONE));
        case 1 -> fields.add(new Field(number, in.getLong(), NONE));
        case 2 -> fields.add(new Field(number, 0, bytes(in)));
        case 5 -> fields.add(new Field(number, in.getInt(), NONE));
        default -> throw new IllegalArgumentException("no message of protobuf");
      }
    }
  }

  /** Every message in the repeated field {@code number}. */
  List<ProtobufMessage> messages(int number) {
    return fields.stream()
        .filter(field -> field.number == number)
        .map(field -> new ProtobufMessage(field.bytes))
        .toList();
  }

  /** The message in field {@code number}, empty if there is none. */
  ProtobufMessage message(int number) {
    return new ProtobufMessage(bytes(number));
  }

  String text(int number) {
    return StandardCharsets.UTF_8.decode(bytes(number).duplicate()).toString();
  }

  boolean isEmpty(int number) {
    return !bytes(number).hasRemaining();
  }

  long number(int number, long otherwise) {
    return fields.stream()
        .filter(field -> field.number == number)
        .mapToLong(Field::value)
        .reduce(otherwise, (before, value) -> value);
  }

  boolean isTrue(int number, boolean otherwise) {
    return number(number, otherwise ? 1 : 0) != 0;
  }

  float real(int number) {
    return Float.intBitsToFloat((int) number(number, 0));
  }

  private ByteBuffer bytes(int number) {
    return fields.stream()
        .filter(field -> field.number == number)
        .map(Field::bytes)
        .reduce(NONE, (before, bytes) -> bytes);
  }

  private static ByteBuffer bytes(ByteBuffer in) {
    long length = variable(in);
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer bytes = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return bytes;
  }

  private static long variable(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of protobuf has more than 64 bits");
  }
}
