package dev.foresight.model.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes tensors of a PyTorch file as <a
 * href="https://github.com/huggingface/safetensors#format">safetensors</a>, in their own type, a
 * few rows at a time: the Java heap never holds more than some megabytes.
 */
final class ConvertedTensors {
  /** Bytes copied at once where order does not matter. */
  private static final long CHUNK = 1 << 20;

  private final TorchFile source;
  private final List<Conversion> conversions;

  ConvertedTensors(TorchFile source, List<Conversion> conversions) {
    this.source = source;
    this.conversions = conversions;
  }

  /** Writes a new file, and waits until the disk has it. */
  void write(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] header = header();
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      write(channel, length.putLong(header.length).flip());
      write(channel, ByteBuffer.wrap(header));
      for (Conversion conversion : conversions) {
        copy(conversion, channel);
      }
      channel.force(true);
    }
  }

  private byte[] header() {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("__metadata__", Map.of("format", "pt"));
    long begin = 0;
    for (Conversion conversion : conversions) {
      StoredTensor tensor = tensor(conversion);
      long end = begin + tensor.bytes();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", tensor.type().label());
      entry.put("shape", tensor.shape());
      entry.put("data_offsets", List.of(begin, end));
      entries.put(conversion.to(), entry);
      begin = end;
    }
    String json = JsonMapper.shared().writeValueAsString(entries);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return (json + " ".repeat(-bytes.length & 7)).getBytes(StandardCharsets.UTF_8);
  }

  private void copy(Conversion conversion, FileChannel channel) throws IOException {
    StoredTensor tensor = tensor(conversion);
    try (TorchFile.Contents contents = source.read(tensor)) {
      if (conversion.rotaryHeads() == 0) {
        copy(contents, tensor.bytes(), channel);
      } else {
        for (int head = 0; head < conversion.rotaryHeads(); head++) {
          copyHead(contents, tensor, conversion.rowsTogether(), channel);
        }
      }
    }
  }

  private static void copy(TorchFile.Contents contents, long bytes, FileChannel channel)
      throws IOException {
    for (long left = bytes; left > 0; left -= CHUNK) {
      byte[] chunk = new byte[(int) Math.min(CHUNK, left)];
      contents.read(chunk);
      write(channel, ByteBuffer.wrap(chunk));
    }
  }

  private static void copyHead(
      TorchFile.Contents contents, StoredTensor tensor, int rows, FileChannel channel)
      throws IOException {
    int width = Math.toIntExact(tensor.shape().get(1) * tensor.type().bytes());
    byte[] head = new byte[Math.multiplyExact(rows, width)];
    contents.read(head);
    ByteBuffer reordered = ByteBuffer.allocate(head.length);
    for (int row = 0; row < rows; row++) {
      reordered.put(head, Conversion.sourceOf(row, rows) * width, width);
    }
    write(channel, reordered.flip());
  }

  private StoredTensor tensor(Conversion conversion) {
    StoredTensor tensor = source.tensors().get(conversion.from());
    if (tensor == null) {
      throw new IllegalStateException("not checked: " + conversion.from());
    }
    return tensor;
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
