package dev.foresight.model.foreign;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * A model as Meta releases its Llamas, the multi-token models included: a folder with {@code
 * consolidated.pth}, {@code params.json} and {@code tokenizer.model}.
 *
 * <pre>{@code
 * if (MetaCheckpoint.isOne(folder)) {
 *   MetaCheckpoint.convert(folder, converted);
 * }
 * }</pre>
 *
 * <p>Read are whole models (not the parts of several processes) with a SentencePiece tokenizer.
 * Weights keep their type. Nothing in the folder is executed: its pickle may name tensors and no
 * more.
 */
public final class MetaCheckpoint {
  private static final List<String> WEIGHTS = List.of("consolidated.pth", "consolidated.00.pth");
  private static final String SECOND_PART = "consolidated.01.pth";

  private MetaCheckpoint() {}

  /** Whether {@code folder} looks like one: it has weights and parameters of these names. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(MetaParameters.FILE))
        && WEIGHTS.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  /**
   * Writes the model to a new folder in Foresight's format; it streams, whatever the model's size.
   *
   * @param from the folder as released
   * @param to a folder that does not exist
   * @return the SHA-256 of each file but the manifest, by name
   * @throws IOException naming the file that is missing, damaged or not of the format; nothing is
   *     left at {@code to}
   */
  public static SortedMap<String, String> convert(Path from, Path to) throws IOException {
    if (Files.exists(from.resolve(SECOND_PART))) {
      throw new IOException(from.resolve(SECOND_PART) + ": models in several parts are not read");
    }
    Path weights = weights(from);
    SentencePiece tokenizer = SentencePiece.read(from.resolve(SentencePiece.FILE));
    try (TorchFile source = TorchFile.open(weights)) {
      ModelShape shape =
          MetaParameters.read(from.resolve(MetaParameters.FILE)).shape(source.tensors());
      check(weights, source, shape);
      return Checkpoint.write(
          to, shape, tokenizer.endOfText(), folder -> fill(folder, source, shape, tokenizer));
    }
  }

  private static void fill(Path folder, TorchFile source, ModelShape shape, SentencePiece tokenizer)
      throws IOException {
    TokenizerFiles files = new TokenizerFiles(tokenizer);
    Files.write(folder.resolve(Tokenizer.FILE), files.json());
    Files.write(folder.resolve(Tokenizer.CONFIGURATION_FILE), files.configurationJson());
    new ConvertedTensors(source, MetaNames.model(shape)).write(folder.resolve(Checkpoint.MODEL));
    if (shape.predictTokens() > 1) {
      new ConvertedTensors(source, MetaNames.extraHeads(shape))
          .write(folder.resolve(Checkpoint.EXTRA_HEADS));
    }
  }

  private static Path weights(Path folder) throws IOException {
    for (String name : WEIGHTS) {
      if (Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    throw new IOException(folder.resolve(WEIGHTS.getFirst()) + ": there is none");
  }

  /** Every tensor that the shape needs is there with its lengths, and no other. */
  private static void check(Path file, TorchFile source, ModelShape shape) throws IOException {
    List<Conversion> expected = new ArrayList<>(MetaNames.model(shape));
    expected.addAll(MetaNames.extraHeads(shape));
    Set<String> unknown = new HashSet<>(source.tensors().keySet());
    unknown.removeIf(MetaNames::isRedundant);
    for (Conversion conversion : expected) {
      StoredTensor tensor = source.tensors().get(conversion.from());
      if (tensor == null) {
        throw new IOException(file + ": there is no tensor " + conversion.from());
      }
      if (!tensor.shape().equals(conversion.shape())) {
        throw new IOException(
            file
                + ": "
                + conversion.from()
                + " is "
                + tensor.shape()
                + ", not "
                + conversion.shape());
      }
      unknown.remove(conversion.from());
    }
    if (!unknown.isEmpty()) {
      throw new IOException(file + ": tensors that this architecture has not: " + unknown);
    }
  }
}
