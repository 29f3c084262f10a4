package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A folder that Hugging Face's {@code LlamaForCausalLM} opens: trunk and head 1 in {@code
 * model.safetensors}, the other heads in {@code extra_heads.safetensors}, tokenizer and
 * configuration; for the trainer {@code trainer_state.safetensors}; {@code manifest.json} with the
 * digest of each file, written last.
 */
public final class Checkpoint {
  /** The file of trunk and head 1, in Hugging Face's names. */
  public static final String MODEL = WeightFiles.MODEL;

  /** The file of the other heads' layers, {@code model.extra_heads.0} and on. */
  public static final String EXTRA_HEADS = WeightFiles.EXTRA_HEADS;

  /** The file of the digests. */
  public static final String MANIFEST = Manifest.FILE;

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
    return PublishedFolder.publish(folder, partial -> writeModel(partial, model, tokenizer))
        .sha256();
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
    return PublishedFolder.publish(
            folder,
            partial -> {
              writeModel(partial, model, tokenizer);
              writeState(partial, model, optimizer, progress);
            })
        .sha256();
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
    return PublishedFolder.publish(
            folder,
            partial -> {
              writeConfiguration(partial, shape, endOfText);
              contents.writeTo(partial);
            })
        .sha256();
  }

  /**
   * Opens a checkpoint and verifies the digest of every file against the folder's own manifest.
   *
   * @throws IOException naming the file that is missing, damaged or not of this format
   */
  public static Checkpoint open(Path folder) throws IOException {
    return open(folder, Manifest.read(folder).sha256());
  }

  /**
   * The digests that the manifest of {@code folder} lists; the files themselves are not looked at.
   *
   * @throws IOException if the manifest is missing or damaged
   */
  public static SortedMap<String, String> announced(Path folder) throws IOException {
    return Manifest.read(folder).sha256();
  }

  /**
   * Opens a checkpoint of which every file is as announced; other files in the folder are not read,
   * so it needs no manifest.
   *
   * @param sha256 lower-case hexadecimal SHA-256 by file name
   * @throws IOException naming the file that is missing, another, damaged or not of this format
   */
  public static Checkpoint open(Path folder, Map<String, String> sha256) throws IOException {
    Manifest manifest = new Manifest(new TreeMap<>(sha256));
    manifest.verify(folder);
    requireDigest(manifest, folder, LlamaConfiguration.FILE);
    return new Checkpoint(
        folder, manifest, LlamaConfiguration.read(folder.resolve(LlamaConfiguration.FILE)));
  }

  /**
   * Examines a folder in Hugging Face's format that any trainer wrote: digests its files and checks
   * configuration, tokenizer, and name, type and shape of every tensor. Weights are not loaded.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  public static Checkpoint examine(Path folder) throws IOException {
    ModelShape shape = LlamaConfiguration.read(folder.resolve(LlamaConfiguration.FILE));
    Manifest manifest = Manifest.of(folder);
    try (WeightFiles weights = WeightFiles.open(folder, manifest.sha256().keySet())) {
      weights.check(shape);
    }
    int tokens = Tokenizer.read(folder).vocabularySize();
    if (tokens > shape.vocabularySize()) {
      throw new IOException(
          folder.resolve(Tokenizer.FILE)
              + ": has "
              + tokens
              + " tokens, the model "
              + shape.vocabularySize());
    }
    return new Checkpoint(folder, manifest, shape);
  }

  /**
   * Removes what writers that died left below {@code parent}: folders begun, and not touched for an
   * hour. Each write does so where it writes.
   */
  public static void removeStale(Path parent) throws IOException {
    PublishedFolder.removeStale(parent);
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

  /**
   * Reads the tokenizer.
   *
   * @throws IOException if it is missing, damaged or of unknown digest
   */
  public Tokenizer tokenizer() throws IOException {
    requireDigest(manifest, folder, Tokenizer.FILE);
    return Tokenizer.read(folder);
  }

  /** The model with all its heads, ready to train on, on the processor. */
  public Transformer transformer(Precision precision) throws IOException {
    return transformer(Execution.of(precision));
  }

  /** The model with all its heads, ready to train on. */
  public Transformer transformer(Execution execution) throws IOException {
    return transformer(execution, shape.predictTokens());
  }

  /**
   * The model with another number of heads, ready to train on: {@link ModelShape#extendedTo}. The
   * trunk and the heads that there are stay as they are, later heads are left out, and those
   * missing start as copies of head 1; so a model of n = 1 with L layers becomes one of n = 4 with
   * L + 3.
   *
   * @param predictTokens heads, 1 to 8
   */
  public Transformer transformer(Execution execution, int predictTokens) throws IOException {
    try (WeightFiles files = weights()) {
      return Transformer.of(
          shape.extendedTo(predictTokens),
          execution,
          (parameter, sink) -> files.read(parameter.orHead1(shape), sink));
    }
  }

  /**
   * Checks that there is every tensor of the shape, of its type and size, and no other. Weights are
   * not read.
   *
   * @throws IOException naming the file, and the tensor that is missing, another or superfluous
   */
  public void requireTensors() throws IOException {
    try (WeightFiles weights = weights()) {
      weights.check(shape);
    }
  }

  /** Opens the files of the weights, to be closed. */
  WeightFiles weights() throws IOException {
    return WeightFiles.open(folder, manifest.sha256().keySet());
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
      restore(state, "first_moment.", optimizer, optimizer.firstMoments());
      restore(state, "second_moment.", optimizer, optimizer.secondMoments());
      Progress progress =
          new Progress(
              number(state, "step"), number(state, "tokens_seen"), number(state, "cursor"));
      optimizer.continueAfter(number(state, "optimizer_steps"));
      return progress;
    }
  }

  private void restore(SafetensorsFile state, String prefix, AdamW optimizer, NDList moments)
      throws IOException {
    List<Parameter> parameters = Parameter.of(shape);
    TensorFiller filler = optimizer.model().filler();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      state.read(prefix + parameter.name(), filler.into(moments.get(i)), parameter.dimensions());
    }
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

  private static void requireDigest(Manifest manifest, Path folder, String file)
      throws IOException {
    if (!manifest.sha256().containsKey(file)) {
      throw new IOException(folder + ": " + file + " is not among the files of known digest");
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
    writeConfiguration(folder, shape, tokenizer.endOfText());
    PublishedFolder.write(folder.resolve(Tokenizer.FILE), tokenizer.json());
    PublishedFolder.write(
        folder.resolve(Tokenizer.CONFIGURATION_FILE), tokenizer.configurationJson());
    Map<String, String> metadata = Map.of("format", "pt");
    SafetensorsWriter.write(
        folder.resolve(WeightFiles.MODEL),
        tensors(model, parameter -> !parameter.isExtra()),
        metadata);
    if (shape.predictTokens() > 1) {
      SafetensorsWriter.write(
          folder.resolve(WeightFiles.EXTRA_HEADS), tensors(model, Parameter::isExtra), metadata);
    }
  }

  private static void writeConfiguration(Path folder, ModelShape shape, int endOfText)
      throws IOException {
    PublishedFolder.write(
        folder.resolve(LlamaConfiguration.FILE), LlamaConfiguration.toJson(shape, endOfText));
    PublishedFolder.write(
        folder.resolve(LlamaConfiguration.GENERATION_FILE),
        LlamaConfiguration.generationJson(endOfText));
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

  /** The files of a folder. */
  public interface Contents {
    /** Writes them into {@code folder}, which exists. */
    void writeTo(Path folder) throws IOException;
  }
}
