package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes float32 tensors in the <a
 * href="https://github.com/huggingface/safetensors#format">safetensors</a> format.
 */
final class SafetensorsWriter {
  private SafetensorsWriter() {}

  /** Writes {@code tensors} in their order to a new file, and waits until the disk has it. */
  static void write(Path file, Map<String, NDArray> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(channel, length.putLong(header.length).flip());
      writeFully(channel, ByteBuffer.wrap(header));
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(WeightSource.PIECE * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      for (NDArray tensor : tensors.values()) {
        TensorPieces.read(
            tensor,
            (values, count) -> {
              bytes.clear().limit(count * Float.BYTES);
              bytes.asFloatBuffer().put(values, 0, count);
              writeFully(channel, bytes);
            });
      }
      channel.force(true);
    }
  }

  private static byte[] header(Map<String, NDArray> tensors, Map<String, String> metadata) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("__metadata__", metadata);
    long begin = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      long end = begin + tensor.getValue().size() * Float.BYTES;
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", "F32");
      entry.put("shape", tensor.getValue().getShape().getShape());
      entry.put("data_offsets", new long[] {begin, end});
      entries.put(tensor.getKey(), entry);
      begin = end;
    }
    StringBuilder json = new StringBuilder(JsonMapper.shared().writeValueAsString(entries));
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    int padding = -bytes.length & 7;
    return json.repeat(' ', padding).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
