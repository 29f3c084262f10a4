package dev.foresight.model.foreign;

import dev.foresight.model.ModelShape;
import dev.foresight.model.RotaryPositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code params.json}: what Meta's Llama code is told of a model. */
final class MetaParameters {
  static final String FILE = "params.json";

  /** The context of the released multi-token models; the file may name another. */
  private static final int DEFAULT_CONTEXT = 4096;

  private final Path file;
  private final JsonNode fields;

  private MetaParameters(Path file, JsonNode fields) {
    this.file = file;
    this.fields = fields;
  }

  static MetaParameters read(Path file) throws IOException {
    try {
      return new MetaParameters(file, JsonMapper.shared().readTree(Files.readAllBytes(file)));
    } catch (JacksonException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The shape of the model whose tensors these are. Vocabulary and feed-forward size are the
   * tensors' own: the file leaves the first at -1 and gives a rule for the second.
   */
  ModelShape shape(Map<String, StoredTensor> tensors) throws IOException {
    try {
      int hidden = whole("dim", 0);
      int heads = whole("n_heads", 0);
      return new ModelShape(
          rows(tensors, "tok_embeddings.weight"),
          hidden,
          whole("n_layers", 0),
          heads,
          rows(tensors, "layers.0.feed_forward.w1.weight"),
          whole("max_seq_len", DEFAULT_CONTEXT),
          whole("n_future_tokens", 1),
          whole("n_kv_heads", heads),
          0,
          false,
          rotary(),
          fields.path("norm_eps").asDouble(1e-5));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private RotaryPositions rotary() throws IOException {
    if (fields.path("use_scaled_rope").asBoolean(false)) {
      throw new IOException(file + ": use_scaled_rope is not read");
    }
    return RotaryPositions.of(fields.path("rope_theta").asDouble(10000));
  }

  private int rows(Map<String, StoredTensor> tensors, String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().isEmpty()) {
      throw new IllegalArgumentException("the weights have no matrix " + name);
    }
    return Math.toIntExact(tensor.shape().getFirst());
  }

  /** A whole number; 0 as the value for a missing one means that it must be there. */
  private int whole(String name, int otherwise) {
    JsonNode value = fields.path(name);
    if (otherwise != 0 && (value.isMissingNode() || value.isNull())) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(name + " must be a whole number, not " + value);
    }
    return value.intValue();
  }
}
