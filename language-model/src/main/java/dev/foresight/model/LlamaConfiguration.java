package dev.foresight.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  /**
   * The configuration of a model of {@code shape}.
   *
   * @param endOfText the id that ends a text, or -1 if there is none
   */
  static byte[] toJson(ModelShape shape, int endOfText) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architectures", List.of("LlamaForCausalLM"));
    fields.put("model_type", "llama");
    fields.put("vocab_size", shape.vocabularySize());
    fields.put("hidden_size", shape.hiddenSize());
    fields.put("intermediate_size", shape.feedForwardSize());
    fields.put("num_hidden_layers", shape.trunkLayers() + 1);
    fields.put("num_attention_heads", shape.attentionHeads());
    fields.put("num_key_value_heads", shape.keyValueHeads());
    fields.put("head_dim", shape.headSize());
    fields.put("max_position_embeddings", shape.contextLength());
    fields.put("hidden_act", "silu");
    fields.put("rms_norm_eps", shape.normEpsilon());
    RotaryFields.put(fields, shape.rotary());
    fields.put("attention_bias", false);
    fields.put("mlp_bias", false);
    fields.put("tie_word_embeddings", shape.tiedEmbeddings());
    fields.put("torch_dtype", "float32");
    fields.put(PREDICT_TOKENS, shape.predictTokens());
    putTokens(fields, endOfText);
    return JSON.writeValueAsBytes(fields);
  }

  static byte[] generationJson(int endOfText) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("do_sample", true);
    fields.put("top_p", 0.95);
    putTokens(fields, endOfText);
    return JSON.writeValueAsBytes(fields);
  }

  private static void putTokens(Map<String, Object> fields, int endOfText) {
    fields.put("bos_token_id", 1);
    if (endOfText >= 0) {
      fields.put("eos_token_id", endOfText);
    }
  }

  /**
   * Reads a model's shape; fields that are missing have the defaults of Hugging Face's {@code
   * LlamaConfig}.
   *
   * @throws IOException naming the file and the field that is missing or not of this architecture
   */
  static ModelShape read(Path file) throws IOException {
    try {
      JsonNode fields = JSON.readTree(Files.readAllBytes(file));
      requireArchitecture(fields);
      int predictTokens = whole(fields, PREDICT_TOKENS, 1);
      return new ModelShape(
          whole(fields, "vocab_size"),
          whole(fields, "hidden_size"),
          Math.addExact(whole(fields, "num_hidden_layers"), predictTokens - 1),
          whole(fields, "num_attention_heads"),
          whole(fields, "intermediate_size"),
          whole(fields, "max_position_embeddings"),
          predictTokens,
          whole(fields, "num_key_value_heads", 0),
          whole(fields, "head_dim", 0),
          fields.path("tie_word_embeddings").asBoolean(false),
          RotaryFields.read(fields),
          number(fields, "rms_norm_eps", 1e-6));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is none, so this is no model", e);
    } catch (JacksonException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static void requireArchitecture(JsonNode fields) {
    requireSame(fields, "model_type", "llama", "");
    requireSame(fields, "hidden_act", "silu", "silu");
    requireSame(fields, "attention_bias", "false", "false");
    requireSame(fields, "mlp_bias", "false", "false");
    if (fields.hasNonNull("quantization_config")) {
      throw new IllegalArgumentException("quantization_config: quantized weights are not read");
    }
  }

  /** A whole number that must be there. */
  static int whole(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(name + " must be a whole number, not " + value);
    }
    return value.intValue();
  }

  /** A whole number, or {@code otherwise} where there is none. */
  static int whole(JsonNode fields, String name, int otherwise) {
    return fields.hasNonNull(name) ? whole(fields, name) : otherwise;
  }

  /** A number, or {@code otherwise} where there is none. */
  static double number(JsonNode fields, String name, double otherwise) {
    JsonNode value = fields.path(name);
    if (!fields.hasNonNull(name)) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw new IllegalArgumentException(name + " must be a number, not " + value);
    }
    return value.doubleValue();
  }

  private static void requireSame(JsonNode fields, String name, String expected, String otherwise) {
    String found = fields.path(name).asString(otherwise);
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(name + " must be " + expected + ", not " + found);
    }
  }
}
