package dev.foresight.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file in the <a href="https://github.com/huggingface/safetensors#format">safetensors</a> format,
 * its header checked against the file's size before anything is read through it. Types F32, F16 and
 * BF16 are read as float.
 */
final class SafetensorsFile implements AutoCloseable {
  /** The format's own limit on the header. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Where one tensor lies in the file. */
  private record Entry(String type, List<Long> shape, long position, long bytes) {
    /** Bytes of an element; 0 where the type is not read. */
    long width() {
      return widthOf(type);
    }

    long elements() {
      return bytes / width();
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new HashMap<>();

  private SafetensorsFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens {@code file} and checks its header.
   *
   * @throws IOException naming the file, if it cannot be read or the header is damaged or hostile
   */
  static SafetensorsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    SafetensorsFile opened = new SafetensorsFile(file, channel);
    try {
      opened.readHeader();
      return opened;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  Set<String> names() {
    return entries.keySet();
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Checks that there is a tensor of a shape, and of a type that can be read.
   *
   * @throws IOException naming the file and the tensor, if there is not
   */
  void require(String name, long... shape) throws IOException {
    entry(name, shape);
  }

  /**
   * Hands the values of a tensor to {@code sink}, rows first.
   *
   * @throws IOException if there is no such tensor or its shape is another
   */
  void read(String name, FloatSink sink, long... shape) throws IOException {
    Entry entry = entry(name, shape);
    float[] values = new float[(int) Math.min(WeightSource.PIECE, entry.elements())];
    ByteBuffer bytes =
        ByteBuffer.allocateDirect((int) (values.length * entry.width()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long done = 0; done < entry.elements(); done += values.length) {
      int count = (int) Math.min(values.length, entry.elements() - done);
      bytes.clear().limit((int) (count * entry.width()));
      readFully(bytes, entry.position + done * entry.width());
      decode(entry.type, bytes.flip(), values, count);
      sink.accept(values, count);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void readHeader() throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw damaged("it is shorter than its length field");
    }
    long length = readFully(0, Long.BYTES).getLong();
    if (length < 2 || length > LONGEST_HEADER || length > size - Long.BYTES) {
      throw damaged("a header of " + length + " bytes in a file of " + size);
    }
    long start = Long.BYTES + length;
    JsonNode header = parse(readFully(Long.BYTES, (int) length));
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals("__metadata__")) {
        readMetadata(field.getValue());
      } else {
        entries.put(field.getKey(), place(field.getKey(), field.getValue(), start, size));
      }
    }
    checkTiling(start, size);
  }

  private JsonNode parse(ByteBuffer bytes) throws IOException {
    JsonNode header;
    try {
      header = JSON.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
    } catch (JacksonException e) {
      throw new IOException(file + ": the header is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!header.isObject()) {
      throw damaged("it is no JSON object");
    }
    return header;
  }

  private void readMetadata(JsonNode node) throws IOException {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isString()) {
        throw damaged("the metadata " + field.getKey() + " is no string");
      }
      metadata.put(field.getKey(), field.getValue().stringValue());
    }
  }

  private Entry place(String name, JsonNode node, long start, long size) throws IOException {
    String type = node.path("dtype").asString("");
    List<Long> shape = longs(name, node.path("shape"));
    List<Long> offsets = longs(name, node.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > size - start) {
      throw damaged("the tensor " + name + " lies outside the file");
    }
    long bytes = offsets.get(1) - offsets.get(0);
    long width = widthOf(type);
    if (width > 0 && bytes != byteCount(name, shape, width)) {
      throw damaged("the tensor " + name + " has " + bytes + " bytes, which its shape denies");
    }
    return new Entry(type, shape, start + offsets.get(0), bytes);
  }

  private long byteCount(String name, List<Long> shape, long width) throws IOException {
    try {
      long count = width;
      for (long length : shape) {
        count = Math.multiplyExact(count, length);
      }
      return count;
    } catch (ArithmeticException e) {
      throw new IOException(file + ": the shape of tensor " + name + " overflows", e);
    }
  }

  private List<Long> longs(String name, JsonNode node) throws IOException {
    List<Long> values = new ArrayList<>();
    for (JsonNode value : node) {
      if (!node.isArray()
          || !value.isIntegralNumber()
          || !value.canConvertToLong()
          || value.longValue() < 0) {
        throw damaged("the tensor " + name + " has a shape or offsets that are no whole numbers");
      }
      values.add(value.longValue());
    }
    return values;
  }

  /** Tensors cover the data without holes or overlaps, as the format demands. */
  private void checkTiling(long start, long size) throws IOException {
    List<Entry> inOrder = new ArrayList<>(entries.values());
    inOrder.sort(Comparator.comparingLong(Entry::position).thenComparingLong(Entry::bytes));
    long end = start;
    for (Entry entry : inOrder) {
      if (entry.position != end) {
        throw damaged("tensors overlap or leave a hole at byte " + end);
      }
      end += entry.bytes;
    }
    if (end != size) {
      throw damaged("the tensors end at byte " + end + " of " + size);
    }
  }

  private Entry entry(String name, long... shape) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IOException(file + ": there is no tensor " + name);
    }
    List<Long> expected = Arrays.stream(shape).boxed().toList();
    if (!entry.shape.equals(expected)) {
      throw new IOException(
          file + ": the tensor " + name + " is " + entry.shape + ", not " + expected);
    }
    if (entry.width() == 0) {
      throw new IOException(
          file + ": the tensor " + name + " is of type " + entry.type + ", which is not read");
    }
    return entry;
  }

  private static void decode(String type, ByteBuffer bytes, float[] values, int count) {
    switch (type) {
      case "F32" -> bytes.asFloatBuffer().get(values, 0, count);
      case "BF16" -> {
        for (int i = 0; i < count; i++) {
          values[i] = Float.intBitsToFloat(bytes.getShort() << 16);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          values[i] = Float.float16ToFloat(bytes.getShort());
        }
      }
    }
  }

  private static long widthOf(String type) {
    return switch (type) {
      case "F32" -> 4;
      case "F16", "BF16" -> 2;
      default -> 0;
    };
  }

  private ByteBuffer readFully(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    readFully(bytes, position);
    return bytes.flip();
  }

  private void readFully(ByteBuffer bytes, long position) throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position() - start) < 0) {
        throw damaged("it ends early");
      }
    }
  }

  private IOException damaged(String reason) {
    return new IOException(file + ": the safetensors header is damaged: " + reason);
  }
}
