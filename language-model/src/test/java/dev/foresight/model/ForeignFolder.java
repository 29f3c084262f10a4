package dev.foresight.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rewrites a checkpoint of ours as other trainers write theirs: in shards, without a manifest. */
final class ForeignFolder {
  private final Path folder;

  ForeignFolder(Path folder) {
    this.folder = folder;
  }

  /** Splits the weights into two shards of the given types, F32, F16 or BF16. */
  void shard(ModelShape shape, Map<String, float[]> weights, String... types) throws IOException {
    Files.delete(folder.resolve("manifest.json"));
    Files.delete(folder.resolve("model.safetensors"));
    List<Parameter> own = Parameter.of(shape).stream().filter(p -> !p.isExtra()).toList();
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < 2; i++) {
      String name = "model-0000%d-of-00002.safetensors".formatted(i + 1);
      List<Parameter> part =
          i == 0 ? own.subList(0, own.size() / 2) : own.subList(own.size() / 2, own.size());
      part.forEach(parameter -> map.put(parameter.name(), name));
      write(folder.resolve(name), part, weights, types[i]);
    }
    writeIndex(map);
  }

  void writeIndex(Map<String, String> map) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        JsonMapper.shared().writeValueAsString(Map.of("metadata", Map.of(), "weight_map", map)));
  }

  /** Sets fields of the configuration; a null removes one. */
  void configure(Map<String, ?> fields, String... removed) throws IOException {
    Path file = folder.resolve("config.json");
    ObjectNode config = (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file));
    fields.forEach((name, value) -> config.set(name, JsonMapper.shared().valueToTree(value)));
    config.remove(List.of(removed));
    Files.write(file, JsonMapper.shared().writeValueAsBytes(config));
  }

  static void write(Path file, List<Parameter> part, Map<String, float[]> weights, String type)
      throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    int width = type.equals("F32") ? 4 : 2;
    long end = 0;
    for (Parameter parameter : part) {
      long begin = end;
      end += parameter.size() * width;
      header.put(
          parameter.name(),
          Map.of(
              "dtype",
              type,
              "shape",
              parameter.dimensions(),
              "data_offsets",
              new long[] {begin, end}));
    }
    byte[] json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + (int) end).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    for (Parameter parameter : part) {
      for (float value : Tokens.named(weights, parameter.name())) {
        switch (type) {
          case "F32" -> bytes.putFloat(value);
          case "F16" -> bytes.putShort(Float.floatToFloat16(value));
          default -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
        }
      }
    }
    Files.write(file, bytes.array());
  }
}
