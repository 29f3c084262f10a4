package dev.foresight.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code config.json} of Hugging Face's {@code LlamaForCausalLM}, and its generation defaults. */
final class LlamaConfiguration {
  static final String FILE = "config.json";
  static final String GENERATION_FILE = "generation_config.json";

  /** Our field beside Hugging Face's: the number of prediction heads. */
  private static final String PREDICT_TOKENS = "foresight_predict_tokens";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private LlamaConfiguration() {}

  static byte[] toJson(ModelShape shape) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architectures", List.of("LlamaForCausalLM"));
    fields.put("model_type", "llama");
    fields.put("vocab_size", shape.vocabularySize());
    fields.put("hidden_size", shape.hiddenSize());
    fields.put("intermediate_size", shape.feedForwardSize());
    fields.put("num_hidden_layers", shape.trunkLayers() + 1);
    fields.put("num_attention_heads", shape.attentionHeads());
    fields.put("num_key_value_heads", shape.attentionHeads());
    fields.put("head_dim", shape.headSize());
    fields.put("max_position_embeddings", shape.contextLength());
    fields.put("hidden_act", "silu");
    fields.put("rms_norm_eps", ModelScript.NORM_EPSILON);
    fields.put("rope_theta", ModelScript.ROPE_THETA);
    fields.put("attention_bias", false);
    fields.put("mlp_bias", false);
    fields.put("tie_word_embeddings", false);
    fields.put("bos_token_id", 1);
    fields.put("eos_token_id", 2);
    fields.put("torch_dtype", "float32");
    fields.put(PREDICT_TOKENS, shape.predictTokens());
    return JSON.writeValueAsBytes(fields);
  }

  static byte[] generationJson() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bos_token_id", 1);
    fields.put("eos_token_id", 2);
    fields.put("do_sample", true);
    fields.put("top_p", 0.95);
    return JSON.writeValueAsBytes(fields);
  }

  /**
   * Reads a model's shape.
   *
   * @throws IOException naming the file and the field that is missing or not of this architecture
   */
  static ModelShape read(Path file) throws IOException {
    try {
      JsonNode fields = JSON.readTree(Files.readAllBytes(file));
      requireSame(file, fields, "model_type", "llama");
      requireSame(file, fields, "hidden_act", "silu");
      requireNear(file, fields, "rms_norm_eps", ModelScript.NORM_EPSILON);
      requireNear(file, fields, "rope_theta", ModelScript.ROPE_THETA);
      int predictTokens = fields.path(PREDICT_TOKENS).asInt(1);
      return new ModelShape(
          whole(file, fields, "vocab_size"),
          whole(file, fields, "hidden_size"),
          Math.addExact(whole(file, fields, "num_hidden_layers"), predictTokens - 1),
          whole(file, fields, "num_attention_heads"),
          whole(file, fields, "intermediate_size"),
          whole(file, fields, "max_position_embeddings"),
          predictTokens);
    } catch (JacksonException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static int whole(Path file, JsonNode fields, String name) throws IOException {
    JsonNode value = fields.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IOException(file + ": " + name + " must be a whole number, not " + value);
    }
    return value.intValue();
  }

  private static void requireSame(Path file, JsonNode fields, String name, String expected)
      throws IOException {
    String found = fields.path(name).asString("");
    if (!found.equals(expected)) {
      throw new IOException(file + ": " + name + " must be " + expected + ", not " + found);
    }
  }

  private static void requireNear(Path file, JsonNode fields, String name, double expected)
      throws IOException {
    double found = fields.path(name).asDouble(Double.NaN);
    if (!(Math.abs(found - expected) <= 1e-9 * expected)) {
      throw new IOException(file + ": " + name + " must be " + expected + ", not " + found);
    }
  }
}
