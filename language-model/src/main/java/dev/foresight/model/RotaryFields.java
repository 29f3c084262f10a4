package dev.foresight.model;

import dev.foresight.model.RotaryPositions.Linear;
import dev.foresight.model.RotaryPositions.Llama3;
import dev.foresight.model.RotaryPositions.Scaling;
import dev.foresight.model.RotaryPositions.Unscaled;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Rotary positions in {@code config.json}: {@code rope_theta} and {@code rope_scaling}, or both in
 * {@code rope_parameters}, as newer versions of Hugging Face's library write them.
 */
final class RotaryFields {
  private static final String BASE = "rope_theta";
  private static final String SCALING = "rope_scaling";

  private RotaryFields() {}

  static void put(Map<String, Object> fields, RotaryPositions rotary) {
    fields.put(BASE, rotary.base());
    Map<String, Object> scaling = new LinkedHashMap<>();
    switch (rotary.scaling()) {
      case Unscaled none -> {
        return;
      }
      case Linear linear -> {
        scaling.put("rope_type", "linear");
        scaling.put("factor", linear.factor());
      }
      case Llama3 llama3 -> {
        scaling.put("rope_type", "llama3");
        scaling.put("factor", llama3.factor());
        scaling.put("low_freq_factor", llama3.lowFrequencyFactor());
        scaling.put("high_freq_factor", llama3.highFrequencyFactor());
        scaling.put("original_max_position_embeddings", llama3.originalContextLength());
      }
    }
    fields.put(SCALING, scaling);
  }

  /**
   * Reads the positions.
   *
   * @throws IllegalArgumentException naming the field, if it is out of range or of a scaling that
   *     is not known
   */
  static RotaryPositions read(JsonNode fields) {
    JsonNode newer = fields.path("rope_parameters");
    double outer = LlamaConfiguration.number(fields, BASE, 10_000);
    double base = LlamaConfiguration.number(newer, BASE, outer);
    return new RotaryPositions(
        base, scaling(fields.hasNonNull(SCALING) ? fields.path(SCALING) : newer));
  }

  private static Scaling scaling(JsonNode fields) {
    String type = fields.path("rope_type").asString(fields.path("type").asString("default"));
    return switch (type) {
      case "default" -> new Unscaled();
      case "linear" -> new Linear(required(fields, "factor"));
      case "llama3" ->
          new Llama3(
              required(fields, "factor"),
              required(fields, "low_freq_factor"),
              required(fields, "high_freq_factor"),
              LlamaConfiguration.whole(fields, "original_max_position_embeddings"));
      default ->
          throw new IllegalArgumentException(
              SCALING + " must be of type default, linear or llama3, not " + type);
    };
  }

  private static double required(JsonNode fields, String name) {
    double value = LlamaConfiguration.number(fields, name, Double.NaN);
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(SCALING + " needs " + name);
    }
    return value;
  }
}
