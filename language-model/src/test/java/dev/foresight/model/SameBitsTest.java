package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row's logits have the same bits whatever runs beside it. */
class SameBitsTest {
  private final int threads = TorchScript.threads();

  @AfterEach
  void asBefore() {
    TorchScript.useThreads(threads);
  }

  /**
   * Each row alone on one thread, one token a step; then in the crowd on as many as given. Prompts
   * are long enough for attention by hand, or not.
   */
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 2, 2, 3, 2, 120",
    "FLOAT32, 4, 2, 1, 1, 120",
    "FLOAT32, 8, 8, 2, 2, 120",
    "BFLOAT16, 2, 1, 3, 2, 120",
    "BFLOAT16, 4, 2, 1, 1, 120",
    "FLOAT32, 2, 1, 2, 3, 40",
    "FLOAT32, 2, 1, 2, 4, 40",
    "BFLOAT16, 2, 1, 2, 3, 40",
    "BFLOAT16, 2, 1, 2, 4, 40"
  })
  void rowsInACrowdGetWhatTheyGetAlone(
      Precision precision, int heads, int keys, int predictTokens, int crowdThreads, int rows) {
    ModelShape shape =
        new ModelShape(61, 64, 5, heads, 96, 300, predictTokens).withKeyValueHeads(keys);
    try (Transformer model = Transformer.initialize(shape, precision, 5);
        Decoder decoder = Decoder.of(model, predictTokens - 1)) {
      TorchScript.useThreads(1);
      try (Crowd crowd = new Crowd(decoder, new int[] {137, 64, 5, 70, 40}, rows, 15, 7)) {
        TorchScript.useThreads(crowdThreads);
        assertThat(crowd.run()).isGreaterThan(rows);
      }
    }
  }
}
