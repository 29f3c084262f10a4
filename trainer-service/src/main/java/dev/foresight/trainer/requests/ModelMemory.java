package dev.foresight.trainer.requests;

import java.util.LinkedHashMap;
import java.util.Map;

/** Stand-in for the language model's own figures. */
final class ModelMemory {
  private ModelMemory() {}

  static ModelFigures of(ModelRequest m, int n, OptimizationRequest o) {
    long heads = m.keyValueHeads();
    long query = (long) m.attentionHeads() * m.headSize();
    long layer =
        2L * m.hiddenSize() * query
            + 2L * m.hiddenSize() * heads * m.headSize()
            + 3L * m.hiddenSize() * m.feedForwardSize()
            + 2L * m.hiddenSize();
    long p =
        (m.tiedEmbeddings() ? 1L : 2L) * m.vocabularySize() * m.hiddenSize()
            + m.hiddenSize()
            + m.layers() * layer;
    Map<String, Long> memory = new LinkedHashMap<>();
    memory.put("weights", 4 * p);
    memory.put("gradients", 4 * p);
    memory.put("moments", 8 * p);
    return new ModelFigures(n, p, 6 * p, memory);
  }
}
