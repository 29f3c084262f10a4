package dev.foresight.sampler.decoding;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.Decoder;
import dev.foresight.model.Execution;
import dev.foresight.model.Precision;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A checkpoint ready to decode: weights on the device, and the tokenizer. */
public final class LoadedModel implements AutoCloseable {
  private final Decoder decoder;
  private final Tokenizer tokenizer;
  private final Map<List<String>, StopStrings> stops = new ConcurrentHashMap<>();

  LoadedModel(Decoder decoder, Tokenizer tokenizer) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a checkpoint, every digest verified.
   *
   * @param folder where the files lie; others in it are not read
   * @param announced SHA-256 of each file, as the checkpoint was announced
   * @throws IOException if a file is missing, damaged, or another than announced
   */
  public static LoadedModel open(Path folder, Map<String, String> announced, Precision precision)
      throws IOException {
    Checkpoint checkpoint = Checkpoint.open(folder, announced);
    return new LoadedModel(
        Decoder.open(checkpoint, Execution.of(precision)), checkpoint.tokenizer());
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

  Decoder decoder() {
    return decoder;
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  StopStrings stops(List<String> strings) {
    return stops.computeIfAbsent(
        List.copyOf(strings),
        s -> StopStrings.of(s, decoder.shape().vocabularySize(), tokenizer::bytes));
  }

  @Override
  public void close() {
    decoder.close();
  }
}
