package dev.foresight.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Shapes with names, from one that learns on a laptop in minutes to the 7B of <a
 * href="https://arxiv.org/abs/2404.19737">Gloeckle et al. 2024</a>. The smaller ones have the
 * vocabulary of a tokenizer trained on a few megabytes, the larger ones Llama's.
 */
public enum ModelPreset {
  M0_8("0.8M", new ModelShape(1024, 128, 3, 4, 352, 1024, 1)),
  M5("5M", new ModelShape(2048, 256, 6, 4, 640, 1024, 1)),
  M25("25M", new ModelShape(2048, 512, 8, 8, 1280, 1024, 1)),
  M125("125M", new ModelShape(32_000, 768, 12, 12, 2048, 2048, 1)),
  M350("350M", new ModelShape(32_000, 1024, 24, 16, 2816, 2048, 1)),
  B1_3("1.3B", new ModelShape(32_000, 2048, 24, 16, 5632, 4096, 1)),
  B7("7B", new ModelShape(32_000, 4096, 32, 32, 11_008, 4096, 1));

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // a record of numbers and records
  private final ModelShape shape;

  ModelPreset(String label, ModelShape shape) {
    this.label = label;
    this.shape = shape;
  }

  /**
   * The preset of a name.
   *
   * @param label such as {@code 5M}, in capitals or not
   * @throws IllegalArgumentException naming all, if there is no such preset
   */
  public static ModelPreset of(String label) {
    for (ModelPreset preset : values()) {
      if (preset.label.equalsIgnoreCase(label)) {
        return preset;
      }
    }
    String all = Arrays.stream(values()).map(ModelPreset::label).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "a preset must be one of " + all + ", not \"" + label + "\"");
  }

  /** Its name, about the number of its parameters. */
  public String label() {
    return label;
  }

  /** The shape with one prediction head. */
  public ModelShape shape() {
    return shape;
  }
}
