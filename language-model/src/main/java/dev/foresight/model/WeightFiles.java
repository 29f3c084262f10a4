package dev.foresight.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The weights of a folder: {@code model.safetensors}, or the shards that {@code
 * model.safetensors.index.json} names, and {@code extra_heads.safetensors}.
 */
final class WeightFiles implements WeightSource, AutoCloseable {
  static final String MODEL = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";
  static final String EXTRA_HEADS = "extra_heads.safetensors";

  private final Path folder;
  private final List<SafetensorsFile> files = new ArrayList<>();
  private final Map<String, SafetensorsFile> byTensor = new LinkedHashMap<>();

  private WeightFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens the files that hold weights; of the weights themselves nothing is read.
   *
   * @param verified names of the folder's files that may be read
   * @throws IOException naming the file that is missing or damaged
   */
  static WeightFiles open(Path folder, Set<String> verified) throws IOException {
    WeightFiles opened = new WeightFiles(folder);
    try {
      if (verified.contains(MODEL)) {
        opened.add(MODEL, verified);
      } else if (verified.contains(INDEX)) {
        opened.addShards(verified);
      } else {
        throw new IOException(folder + ": there is neither " + MODEL + " nor " + INDEX);
      }
      if (verified.contains(EXTRA_HEADS)) {
        opened.add(EXTRA_HEADS, verified);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Checks that the files hold the weights of {@code shape} and nothing else.
   *
   * @throws IOException naming the file, and the tensor that is missing, another or superfluous
   */
  void check(ModelShape shape) throws IOException {
    Set<String> unknown = new TreeSet<>(byTensor.keySet());
    for (Parameter parameter : Parameter.of(shape)) {
      file(parameter.name()).require(parameter.name(), parameter.dimensions());
      unknown.remove(parameter.name());
    }
    unknown.removeIf(WeightFiles::isHarmless);
    if (!unknown.isEmpty()) {
      throw new IOException(
          folder + ": its configuration has no place for the tensor " + unknown.iterator().next());
    }
  }

  @Override
  public void read(Parameter parameter, FloatSink sink) throws IOException {
    file(parameter.name()).read(parameter.name(), sink, parameter.dimensions());
  }

  @Override
  public void close() throws IOException {
    for (SafetensorsFile file : files) {
      file.close();
    }
  }

  /** A copy of the embedding beside it, or angles that older exports kept. */
  private static boolean isHarmless(String tensor) {
    return tensor.equals("lm_head.weight") || tensor.endsWith(".rotary_emb.inv_freq");
  }

  private SafetensorsFile file(String tensor) throws IOException {
    SafetensorsFile file = byTensor.get(tensor);
    if (file == null) {
      throw new IOException(folder + ": no file of weights holds the tensor " + tensor);
    }
    return file;
  }

  private void addShards(Set<String> verified) throws IOException {
    Path index = folder.resolve(INDEX);
    Map<String, String> fileOf = new HashMap<>();
    try {
      JsonNode map = JsonMapper.shared().readTree(Files.readAllBytes(index)).path("weight_map");
      map.properties().forEach(e -> fileOf.put(e.getKey(), e.getValue().asString("")));
    } catch (JacksonException e) {
      throw new IOException(index + ": not JSON: " + e.getOriginalMessage(), e);
    }
    for (String name : new TreeSet<>(fileOf.values())) {
      add(name, verified);
    }
    for (Map.Entry<String, String> entry : fileOf.entrySet()) {
      if (!byTensor.containsKey(entry.getKey())) {
        throw new IOException(
            index + ": the tensor " + entry.getKey() + " is not in " + entry.getValue());
      }
    }
  }

  private void add(String name, Set<String> verified) throws IOException {
    if (!verified.contains(name)) {
      throw new IOException(
          folder + ": " + name + " is not among the checkpoint's files of known digest");
    }
    SafetensorsFile file = SafetensorsFile.open(folder.resolve(name));
    files.add(file);
    for (String tensor : file.names()) {
      if (byTensor.put(tensor, file) != null) {
        throw new IOException(folder.resolve(name) + ": the tensor " + tensor + " is there twice");
      }
    }
  }
}
