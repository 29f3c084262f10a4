package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * A folder that Hugging Face's {@code LlamaForCausalLM} opens: trunk and head 1 in {@code
 * model.safetensors}, the other heads in {@code extra_heads.safetensors}, tokenizer and
 * configuration; for the trainer {@code trainer_state.safetensors}; {@code manifest.json} with the
 * digest of each file, written last.
 */
public final class Checkpoint {
  /** The file of trunk and head 1, in Hugging Face's names. */
  public static final String MODEL = "model.safetensors";

  /** The file of the other heads' layers, {@code model.extra_heads.0} and on. */
  public static final String EXTRA_HEADS = "extra_heads.safetensors";

  static final String TRAINER_STATE = "trainer_state.safetensors";

  private final Path folder;
  private final Manifest manifest;
  private final ModelShape shape;

  private Checkpoint(Path folder, Manifest manifest, ModelShape shape) {
    this.folder = folder;
    this.manifest = manifest;
    this.shape = shape;
  }

  /**
   * Writes a model to a new folder, without the trainer's state.
   *
   * @return the SHA-256 of each file but the manifest, by name
   * @throws FileAlreadyExistsException if {@code folder} exists
   */
  public static SortedMap<String, String> write(Path folder, Transformer model, Tokenizer tokenizer)
      throws IOException {
    return publish(folder, partial -> writeModel(partial, model, tokenizer));
  }

  /**
   * Writes a model to a new folder, and all that a run needs to continue from there as if it had
   * never stopped.
   *
   * @return the SHA-256 of each file but the manifest, by name
   * @throws FileAlreadyExistsException if {@code folder} exists
   */
  public static SortedMap<String, String> write(
      Path folder, Transformer model, Tokenizer tokenizer, AdamW optimizer, Progress progress)
      throws IOException {
    return publish(
        folder,
        partial -> {
          writeModel(partial, model, tokenizer);
          writeState(partial, model, optimizer, progress);
        });
  }

  /**
   * Writes a new folder whose weights and tokenizer come from elsewhere.
   *
   * @param endOfText the id that ends a text, or -1 if there is none
   * @param contents writes the files of weights and tokenizer
   * @return the SHA-256 of each file but the manifest, by name
   * @throws FileAlreadyExistsException if {@code folder} exists
   */
  public static SortedMap<String, String> write(
      Path folder, ModelShape shape, int endOfText, Contents contents) throws IOException {
    return publish(
        folder,
        partial -> {
          write(
              partial.resolve(LlamaConfiguration.FILE),
              LlamaConfiguration.toJson(shape, endOfText));
          write(
              partial.resolve(LlamaConfiguration.GENERATION_FILE),
              LlamaConfiguration.generationJson(endOfText));
          contents.writeTo(partial);
        });
  }

  /**
   * Opens a checkpoint and verifies the digest of every file.
   *
   * @throws IOException naming the file that is missing, damaged or not of this format
   */
  public static Checkpoint open(Path folder) throws IOException {
    Manifest manifest = Manifest.verify(folder);
    for (String required : List.of(LlamaConfiguration.FILE, MODEL)) {
      if (!manifest.sha256().containsKey(required)) {
        throw new IOException(folder.resolve(Manifest.FILE) + ": does not list " + required);
      }
    }
    return new Checkpoint(
        folder, manifest, LlamaConfiguration.read(folder.resolve(LlamaConfiguration.FILE)));
  }

  public ModelShape shape() {
    return shape;
  }

  /** Lower-case hexadecimal SHA-256 of each file but the manifest, by name. */
  public SortedMap<String, String> sha256() {
    return manifest.sha256();
  }

  /** Whether a run can be continued from here. */
  public boolean hasTrainerState() {
    return manifest.sha256().containsKey(TRAINER_STATE);
  }

  public Tokenizer tokenizer() throws IOException {
    return Tokenizer.read(folder);
  }

  /** The model with all its heads, ready to train on. */
  public Transformer transformer(Precision precision) throws IOException {
    try (SafetensorsFile model = SafetensorsFile.open(folder.resolve(MODEL))) {
      if (shape.predictTokens() == 1) {
        return Transformer.of(shape, precision, parameter -> read(model, parameter));
      }
      try (SafetensorsFile extra = SafetensorsFile.open(folder.resolve(EXTRA_HEADS))) {
        return Transformer.of(
            shape, precision, parameter -> read(parameter.isExtra() ? extra : model, parameter));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Sets the state of a new optimizer of this checkpoint's model.
   *
   * @return how far the run had come
   * @throws IOException if the state is missing or does not fit the model
   */
  public Progress resume(AdamW optimizer) throws IOException {
    if (!hasTrainerState()) {
      throw new IOException(folder.resolve(TRAINER_STATE) + ": the checkpoint holds no such state");
    }
    try (SafetensorsFile state = SafetensorsFile.open(folder.resolve(TRAINER_STATE))) {
      List<Parameter> parameters = Parameter.of(shape);
      for (int i = 0; i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        restore(optimizer.firstMoments().get(i), state, "first_moment.", parameter);
        restore(optimizer.secondMoments().get(i), state, "second_moment.", parameter);
      }
      Progress progress =
          new Progress(
              number(state, "step"), number(state, "tokens_seen"), number(state, "cursor"));
      optimizer.continueAfter(number(state, "optimizer_steps"));
      return progress;
    }
  }

  private static float[] read(SafetensorsFile file, Parameter parameter) {
    try {
      return file.read(parameter.name(), parameter.dimensions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void restore(
      NDArray moment, SafetensorsFile state, String prefix, Parameter parameter)
      throws IOException {
    moment.set(state.read(prefix + parameter.name(), parameter.dimensions()));
  }

  private long number(SafetensorsFile state, String name) throws IOException {
    String text = state.metadata().getOrDefault(name, "");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException(
          folder.resolve(TRAINER_STATE) + ": " + name + " is \"" + text + "\", no number", e);
    }
  }

  private static void writeModel(Path folder, Transformer model, Tokenizer tokenizer)
      throws IOException {
    ModelShape shape = model.shape();
    if (tokenizer.vocabularySize() > shape.vocabularySize()) {
      throw new IllegalArgumentException(
          "the tokenizer has "
              + tokenizer.vocabularySize()
              + " tokens, the model "
              + shape.vocabularySize());
    }
    write(
        folder.resolve(LlamaConfiguration.FILE),
        LlamaConfiguration.toJson(shape, tokenizer.endOfText()));
    write(
        folder.resolve(LlamaConfiguration.GENERATION_FILE),
        LlamaConfiguration.generationJson(tokenizer.endOfText()));
    write(folder.resolve(Tokenizer.FILE), tokenizer.json());
    write(folder.resolve(Tokenizer.CONFIGURATION_FILE), tokenizer.configurationJson());
    Map<String, String> metadata = Map.of("format", "pt");
    SafetensorsWriter.write(
        folder.resolve(MODEL), tensors(model, parameter -> !parameter.isExtra()), metadata);
    if (shape.predictTokens() > 1) {
      SafetensorsWriter.write(
          folder.resolve(EXTRA_HEADS), tensors(model, Parameter::isExtra), metadata);
    }
  }

  private static void writeState(Path folder, Transformer model, AdamW optimizer, Progress progress)
      throws IOException {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    NDList first = optimizer.firstMoments();
    NDList second = optimizer.secondMoments();
    List<Parameter> parameters = model.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      moments.put("first_moment." + parameters.get(i).name(), first.get(i));
      moments.put("second_moment." + parameters.get(i).name(), second.get(i));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("step", Long.toString(progress.step()));
    metadata.put("tokens_seen", Long.toString(progress.tokensSeen()));
    metadata.put("cursor", Long.toString(progress.cursor()));
    metadata.put("optimizer_steps", Long.toString(optimizer.steps()));
    SafetensorsWriter.write(folder.resolve(TRAINER_STATE), moments, metadata);
  }

  private static Map<String, NDArray> tensors(Transformer model, Predicate<Parameter> wanted) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (int i = 0; i < model.parameters().size(); i++) {
      Parameter parameter = model.parameters().get(i);
      if (wanted.test(parameter)) {
        tensors.put(parameter.name(), model.weightTensors().get(i));
      }
    }
    return tensors;
  }

  /** Fills a folder beside the target, then renames it: readers see all of it or nothing. */
  private static SortedMap<String, String> publish(Path folder, Contents contents)
      throws IOException {
    if (Files.exists(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    Path parent = Files.createDirectories(folder.toAbsolutePath().normalize().getParent());
    Path partial = Files.createTempDirectory(parent, ".partial-");
    try {
      contents.writeTo(partial);
      Manifest manifest = Manifest.of(partial);
      write(partial.resolve(Manifest.FILE), manifest.toJson());
      force(partial);
      move(partial, folder);
      force(parent);
      return manifest.sha256();
    } catch (IOException | RuntimeException e) {
      deleteIfPresent(partial);
      throw e;
    }
  }

  private static void deleteIfPresent(Path partial) throws IOException {
    if (Files.exists(partial)) {
      try (var files = Files.list(partial)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.delete(file);
        }
      }
      Files.delete(partial);
    }
  }

  /** Where a folder cannot be renamed, its files are moved one by one, the manifest last. */
  private static void move(Path partial, Path folder) throws IOException {
    try {
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.createDirectories(folder);
      try (var files = Files.list(partial)) {
        for (Path file : (Iterable<Path>) files.filter(f -> !f.endsWith(Manifest.FILE))::iterator) {
          Files.move(file, folder.resolve(partial.relativize(file)));
        }
      }
      Files.move(partial.resolve(Manifest.FILE), folder.resolve(Manifest.FILE));
      Files.delete(partial);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Makes the entries of a folder durable. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      if (!System.getProperty("os.name", "").startsWith("Windows")) {
        throw e;
      }
    }
  }

  /** Fills a folder. */
  public interface Contents {
    /** Writes files into {@code folder}, which exists. */
    void writeTo(Path folder) throws IOException;
  }
}
