package dev.foresight.trainer.requests;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Stand-in. */
record Presets(
    int vocabularySize,
    int hiddenSize,
    int layers,
    int attentionHeads,
    int keyValueHeads,
    int headSize,
    int feedForwardSize,
    int contextLength,
    BigDecimal ropeBase,
    boolean tiedEmbeddings) {
  static final Presets LAPTOP =
      new Presets(2048, 256, 6, 4, 4, 64, 768, 2048, new BigDecimal("10000"), false);

  static Optional<Presets> find(String name) {
    return name.equals("laptop") ? Optional.of(LAPTOP) : Optional.empty();
  }

  static List<String> names() {
    return List.of("laptop");
  }
}
