package dev.foresight.model.foreign;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads the one kind of pickle that a state dictionary is. A pickle is a program that may call
 * anything; this machine knows the dictionaries, tensors and storages of {@code torch.save} and
 * refuses every other name, so that nothing in the file can run.
 *
 * <p>Python's values become {@link Map}, {@link List} (lists and tuples), {@link String}, {@link
 * Long}, {@link Boolean}, {@link #NONE} and {@link StoredTensor}.
 */
final class Unpickler {
  /** Python's {@code None}. */
  static final Object NONE = new Object();

  private static final Object MARK = new Object();

  /** The functions that a state dictionary calls. */
  private enum Function {
    ORDERED_DICTIONARY,
    TENSOR,
    PARAMETER
  }

  private record Storage(ElementType type, String key, long size) {}

  private final ByteBuffer program;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Unpickler(byte[] program) {
    this.program = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The value that {@code program} builds.
   *
   * @throws IOException if it is damaged, or asks for anything but tensors in dictionaries
   */
  static Object read(byte[] program) throws IOException {
    try {
      return new Unpickler(program).run();
    } catch (BufferUnderflowException
        | NoSuchElementException
        | ClassCastException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | ArithmeticException e) {
      throw new IOException("the pickle is damaged: " + e, e);
    }
  }

  private Object run() throws IOException {
    while (true) {
      int code = program.get() & 0xFF;
      if (code == '.') {
        return stack.pop();
      }
      step(code);
    }
  }

  private void step(int code) throws IOException {
    switch (code) {
      case 0x80 -> program.get(); // the protocol's number
      case 'c' -> stack.push(global(line(), line()));
      case 'q' -> memo.put(program.get() & 0xFF, stack.element());
      case 'r' -> memo.put(program.getInt(), stack.element());
      case 'h' -> stack.push(remembered(program.get() & 0xFF));
      case 'j' -> stack.push(remembered(program.getInt()));
      case '(' -> stack.push(MARK);
      case '0' -> stack.pop();
      case 'N' -> stack.push(NONE);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'K' -> stack.push((long) (program.get() & 0xFF));
      case 'M' -> stack.push((long) (program.getShort() & 0xFFFF));
      case 'J' -> stack.push((long) program.getInt());
      case 0x8a -> stack.push(longNumber());
      case 'X' -> stack.push(text(program.getInt()));
      case ')', ']' -> stack.push(new ArrayList<>());
      case '}' -> stack.push(new LinkedHashMap<>());
      case 't' -> stack.push(sinceMark());
      case 0x85 -> stack.push(tuple(1));
      case 0x86 -> stack.push(tuple(2));
      case 0x87 -> stack.push(tuple(3));
      case 'a', 'e' -> append(code == 'a' ? tuple(1) : sinceMark());
      case 's', 'u' -> put(code == 's' ? tuple(2) : sinceMark());
      case 'Q' -> stack.push(storage(list(stack.pop())));
      case 'R' -> stack.push(call(list(stack.pop())));
      case 'b' -> stack.pop(); // attributes of the dictionary below: it has none that matter
      default -> throw new IOException(String.format("the pickle has the operation 0x%02x", code));
    }
  }

  private static Object global(String module, String name) throws IOException {
    return switch (module + " " + name) {
      case "collections OrderedDict" -> Function.ORDERED_DICTIONARY;
      case "torch._utils _rebuild_tensor_v2" -> Function.TENSOR;
      case "torch._utils _rebuild_parameter" -> Function.PARAMETER;
      default -> {
        if (module.equals("torch") && name.endsWith("Storage")) {
          yield ElementType.ofStorage(name)
              .orElseThrow(() -> new IOException("tensors of torch." + name + " are not read"));
        }
        throw new IOException(
            "the file asks for " + module + "." + name + ", which no state dictionary needs");
      }
    };
  }

  private Object call(List<?> arguments) throws IOException {
    Object function = stack.pop();
    return switch (function) {
      case Function.ORDERED_DICTIONARY -> dictionary(arguments);
      case Function.TENSOR -> tensor(arguments);
      case Function.PARAMETER -> (StoredTensor) arguments.getFirst();
      default -> throw new IOException("the pickle calls what cannot be called");
    };
  }

  private static Map<Object, Object> dictionary(List<?> arguments) throws IOException {
    if (!arguments.isEmpty()) {
      throw new IOException("the pickle makes a dictionary in a way that is not read");
    }
    return new LinkedHashMap<>();
  }

  /** Arguments: storage, offset, shape, strides, and two that do not matter. */
  private static StoredTensor tensor(List<?> arguments) throws IOException {
    Storage storage = (Storage) arguments.get(0);
    long offset = (Long) arguments.get(1);
    List<Long> shape = numbers(arguments.get(2));
    StoredTensor tensor = new StoredTensor(storage.type, storage.key, offset, shape);
    if (!rowOrder(shape).equals(numbers(arguments.get(3))) && tensor.size() > 0) {
      throw new IOException("a tensor of " + shape + " does not lie in row order");
    }
    if (offset < 0 || Math.addExact(offset, tensor.size()) > storage.size) {
      throw new IOException("a tensor of " + shape + " reaches beyond its storage");
    }
    return tensor;
  }

  /** The strides of a tensor without gaps, in elements. */
  private static List<Long> rowOrder(List<Long> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (long length : shape.reversed()) {
      strides.addFirst(stride);
      stride = Math.multiplyExact(stride, length);
    }
    return strides;
  }

  /** A persistent id: {@code ("storage", class, key, device, elements)}. */
  private static Storage storage(List<?> id) throws IOException {
    if (id.size() != 5 || !id.getFirst().equals("storage")) {
      throw new IOException("the pickle refers to something that is no storage");
    }
    return new Storage((ElementType) id.get(1), (String) id.get(2), (Long) id.get(4));
  }

  private Object remembered(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw new NoSuchElementException("nothing is remembered as " + index);
    }
    return value;
  }

  private List<Object> sinceMark() {
    List<Object> values = new ArrayList<>();
    for (Object value = stack.pop(); value != MARK; value = stack.pop()) {
      values.add(value);
    }
    return values.reversed();
  }

  private List<Object> tuple(int length) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      values.addFirst(stack.pop());
    }
    return values;
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> values) {
    ((List<Object>) stack.element()).addAll(values);
  }

  @SuppressWarnings("unchecked")
  private void put(List<Object> keysAndValues) {
    Map<Object, Object> map = (Map<Object, Object>) stack.element();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      map.put(keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  /** A little-endian number in two's complement of at most eight bytes. */
  private long longNumber() {
    int length = program.get() & 0xFF;
    if (length > Long.BYTES) {
      throw new ArithmeticException("a number of " + length + " bytes");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      long next = i == length - 1 ? program.get() : program.get() & 0xFF;
      value |= next << (8 * i);
    }
    return value;
  }

  private String text(int length) {
    if (length < 0 || length > program.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    program.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() {
    StringBuilder text = new StringBuilder();
    for (byte next = program.get(); next != '\n'; next = program.get()) {
      text.append((char) (next & 0xFF));
    }
    return text.toString();
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static List<Long> numbers(Object value) {
    return list(value).stream().map(number -> (Long) number).toList();
  }
}
