package dev.foresight.sampler.decoding;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.Decoder;
import dev.foresight.model.Execution;
import dev.foresight.model.Precision;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
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
    checkpoint.requireTensors();
    return new LoadedModel(
        Decoder.open(checkpoint, Execution.of(precision)), checkpoint.tokenizer());
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
