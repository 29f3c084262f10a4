package dev.foresight.sampler.decoding;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.Decoder;
import dev.foresight.model.Execution;
import dev.foresight.model.ModelShape;
import dev.foresight.model.Precision;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A checkpoint ready to decode: weights on the device, and the tokenizer. Several engines may use
 * it at once; it is closed when none does any more.
 *
 * <pre>{@code
 * try (LoadedModel model =
 *     LoadedModel.open(Checkpoint.open(folder), Execution.of(Precision.BFLOAT16), Speculation.AUTO)) {
 *   List<SampleBatch> batches = engine.decode(model, task, () -> true, Listener.NONE);
 * }
 * }</pre>
 */
public final class LoadedModel implements AutoCloseable {
  private final Decoder decoder;
  private final Tokenizer tokenizer;
  private final Pace pace = new Pace();
  private final Set<Roots> readers = ConcurrentHashMap.newKeySet();
  private final Map<List<String>, StopStrings> stops = new ConcurrentHashMap<>();

  LoadedModel(Decoder decoder, Tokenizer tokenizer) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a checkpoint on the processor, every digest verified, with all its heads.
   *
   * @param folder where the files lie; others in it are not read
   * @param announced SHA-256 of each file, as the checkpoint was announced
   * @throws IOException if a file is missing, damaged, or another than announced
   */
  public static LoadedModel open(Path folder, Map<String, String> announced, Precision precision)
      throws IOException {
    return open(Checkpoint.open(folder, announced), Execution.of(precision), Speculation.AUTO);
  }

  /**
   * Loads a checkpoint.
   *
   * @param speculation whether the extra heads will be used; if {@link Speculation#OFF} they are
   *     not read
   * @throws IOException if a file is damaged or not of the format
   */
  public static LoadedModel open(
      Checkpoint checkpoint, Execution execution, Speculation speculation) throws IOException {
    int drafts = speculation == Speculation.OFF ? 0 : checkpoint.shape().predictTokens() - 1;
    return new LoadedModel(Decoder.open(checkpoint, execution, drafts), checkpoint.tokenizer());
  }

  /**
   * The folder at a checkpoint's location.
   *
   * @param location a {@code file:} URI or a path
   * @throws IOException if it is neither
   */
  public static Path folder(String location) throws IOException {
    try {
      return location.contains(":/") ? Path.of(URI.create(location)) : Path.of(location);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new IOException("a checkpoint's location must be a folder, not " + location, e);
    }
  }

  /** The tokenizer that the model was trained with. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The model's shape. */
  public ModelShape shape() {
    return decoder.shape();
  }

  /** Memory that the weights of a model of {@code shape} take at most, in bytes. */
  public static long bytes(ModelShape shape, Precision precision) {
    return shape.parameterCount() * (precision == Precision.BFLOAT16 ? 2 : 4);
  }

  /** Memory of the weights, in bytes. */
  public long bytes() {
    return decoder.weightBytes();
  }

  Decoder decoder() {
    return decoder;
  }

  Pace pace() {
    return pace;
  }

  StopStrings stops(List<String> strings) {
    return stops.computeIfAbsent(
        List.copyOf(strings),
        s -> StopStrings.of(s, decoder.shape().vocabularySize(), tokenizer::bytes));
  }

  /** Remembers who holds prefixes of this model, to close them with it. */
  void readBy(Roots roots) {
    readers.add(roots);
  }

  @Override
  public void close() {
    readers.forEach(roots -> roots.forget(this));
    decoder.close();
  }
}
