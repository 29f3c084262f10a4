package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.foresight.model.Decoder.Batch;
import dev.foresight.model.Decoder.Prefix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecoderTest {
  private static final int VOCABULARY = 61;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  private static Transformer model(int heads, int predictTokens, Precision precision) {
    return Transformer.initialize(
        new ModelShape(VOCABULARY, 64, 4, heads, 96, 200, predictTokens), precision, 5);
  }

  /** Heads of 32 and 8 columns lie side by side in a cache; a head of 64 lies beside no other. */
  @ParameterizedTest
  @CsvSource({
    "2, 1, FLOAT32, 1e-4",
    "2, 3, FLOAT32, 1e-4",
    "8, 1, FLOAT32, 1e-4",
    "1, 1, FLOAT32, 1e-4",
    "2, 2, BFLOAT16, 3e-2",
    "8, 1, BFLOAT16, 3e-2"
  })
  void logitsAgreeWithAReferenceThatSharesNothing(
      int heads, int predictTokens, Precision precision, double tolerance) {
    int[] prompt = Tokens.row(1, 11, VOCABULARY);
    int[][] suffixes = Tokens.rows(2, 3, 6, VOCABULARY);
    try (Transformer model = model(heads, predictTokens, precision);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(prompt);
        Batch batch = decoder.start(prefix, 3)) {
      Reference reference = new Reference(model.shape(), model.weights());
      assertThat(Tokens.distance(floats(prefix.logits(manager)), reference.logits(prompt)))
          .isLessThan(tolerance);
      for (int s = 0; s < 6; s++) {
        float[][] logits = step(batch, column(suffixes, s));
        for (int row = 0; row < 3; row++) {
          int[] whole = joined(prompt, Arrays.copyOf(suffixes[row], s + 1));
          assertThat(Tokens.distance(logits[row], reference.logits(whole)))
              .as("row %d, step %d", row, s)
              .isLessThan(tolerance);
        }
      }
    }
  }

  /** Four queries share a key; keys lie beside each other in a cache, or do not. */
  @ParameterizedTest
  @CsvSource({"8, 2, 8, FLOAT32", "8, 2, 8, BFLOAT16", "4, 1, 128, FLOAT32"})
  void sharedKeysDecodeAsTheReferenceDoesWithTheSameBitsAlone(
      int heads, int keys, int size, Precision precision) {
    ModelShape shape =
        new ModelShape(VOCABULARY, 64, 4, heads, 96, 200, 1)
            .withKeyValueHeads(keys)
            .withHeadSize(size)
            .withTiedEmbeddings(true);
    int[] prompt = Tokens.row(1, 11, VOCABULARY);
    int[][] suffixes = Tokens.rows(2, 40, 6, VOCABULARY);
    try (Transformer model = Transformer.initialize(shape, precision, 5);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(prompt);
        Batch batch = decoder.start(prefix, 40);
        Batch alone = decoder.start(prefix, 1)) {
      Reference reference = new Reference(shape, model.weights());
      for (int s = 0; s < 6; s++) {
        float[][] logits = step(batch, column(suffixes, s));
        int[] whole = joined(prompt, Arrays.copyOf(suffixes[7], s + 1));
        assertThat(Tokens.distance(logits[7], reference.logits(whole)))
            .isLessThan(precision == Precision.FLOAT32 ? 1e-4 : 3e-2);
        assertThat(step(alone, new int[] {suffixes[7][s]})[0]).isEqualTo(logits[7]);
      }
    }
  }

  /** The batch shrinks as rows finish; each row is compared with itself alone. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 800", "FLOAT32, 200", "FLOAT32, 33", "FLOAT32, 3",
    "BFLOAT16, 800", "BFLOAT16, 200", "BFLOAT16, 33", "BFLOAT16, 3"
  })
  void aRowHasTheSameBitsAloneAndInABatchThatLosesRows(Precision precision, int rows) {
    int steps = 70;
    int[][] tokens = Tokens.rows(3, rows, steps, VOCABULARY);
    int[] watched = {0, rows / 2, rows - 1};
    try (Transformer model = model(2, 1, precision);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(Tokens.row(4, 100, VOCABULARY));
        Batch batch = decoder.start(prefix, rows)) {
      int[] present = IntStream.range(0, rows).toArray();
      float[][][] together = new float[steps][rows][];
      for (int s = 0; s < steps; s++) {
        float[][] logits = step(batch, column(select(tokens, present), s));
        for (int i = 0; i < present.length; i++) {
          together[s][present[i]] = logits[i];
        }
        if (s % 9 == 8) {
          int[] kept = someOf(present, watched, s);
          batch.keep(kept);
          present = at(present, kept);
        }
      }
      for (int row : watched) {
        try (Batch alone = decoder.start(prefix, 1)) {
          for (int s = 0; s < steps; s++) {
            assertThat(step(alone, new int[] {tokens[row][s]})[0])
                .as("row %d, step %d", row, s)
                .isEqualTo(together[s][row]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void trainingOnDoesNotChangeADecoder(Precision precision) {
    try (Transformer model = model(2, 1, precision);
        AdamW optimizer = new AdamW(model, 0.1, 1);
        Decoder decoder = Decoder.of(model);
        Prefix before = decoder.prefill(new int[] {1, 2, 3})) {
      model.lossesAndGradients(Tokens.rows(1, 2, 9, VOCABULARY));
      optimizer.step(0.1);
      try (Prefix after = decoder.prefill(new int[] {1, 2, 3})) {
        assertThat(floats(after.logits(manager))).isEqualTo(floats(before.logits(manager)));
      }
    }
  }

  @Test
  void keptRowsMayChangePlaces() {
    try (Transformer model = model(2, 1, Precision.FLOAT32);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(new int[] {1, 2, 3});
        Batch batch = decoder.start(prefix, 3);
        Batch same = decoder.start(prefix, 3)) {
      step(batch, new int[] {4, 5, 6});
      step(same, new int[] {4, 5, 6});
      batch.keep(new int[] {2, 0});
      float[][] expected = step(same, new int[] {7, 8, 9});
      assertThat(step(batch, new int[] {9, 7}))
          .isDeepEqualTo(new float[][] {expected[2], expected[0]});
      assertThat(batch.rows()).isEqualTo(2);
      assertThat(batch.length()).isEqualTo(2);
    }
  }

  @Test
  void aRowMayBeKeptTwice() {
    try (Transformer model = model(2, 1, Precision.FLOAT32);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(new int[] {1, 2, 3});
        Batch batch = decoder.start(prefix, 2)) {
      step(batch, new int[] {4, 5});
      batch.keep(new int[] {1, 1});
      float[][] logits = step(batch, new int[] {6, 6});
      assertThat(logits[0]).isEqualTo(logits[1]);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aPromptFillsTheContextAndNoTokenMore(Precision precision) {
    try (Transformer model = model(2, 1, precision);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(Tokens.row(1, 199, VOCABULARY));
        Batch batch = decoder.start(prefix, 1)) {
      assertThat(prefix.length()).isEqualTo(199);
      step(batch, new int[] {1});
      assertThatThrownBy(() -> step(batch, new int[] {1}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the context of 200 tokens is full");
      assertThatThrownBy(() -> decoder.prefill(Tokens.row(1, 201, VOCABULARY)))
          .hasMessage("a prompt must hold 1 to 200 tokens, not 201");
      assertThatThrownBy(() -> decoder.prefill(new int[0]))
          .hasMessage("a prompt must hold 1 to 200 tokens, not 0");
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    try (Transformer model = model(2, 1, Precision.FLOAT32);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(new int[] {1});
        Batch batch = decoder.start(prefix, 2)) {
      assertThatThrownBy(() -> decoder.start(prefix, 0))
          .hasMessage("a batch must hold at least 1 row, not 0");
      assertThatThrownBy(() -> step(batch, new int[] {1})).hasMessage("2 tokens are due, not 1");
      assertThatThrownBy(() -> step(batch, new int[] {1, VOCABULARY}))
          .hasMessage("token 61 is outside the vocabulary of 61");
      assertThatThrownBy(() -> batch.keep(new int[] {2}))
          .hasMessage("rows to keep must be 0 to 1, not [2]");
      assertThatThrownBy(() -> batch.keep(new int[0]))
          .hasMessage("rows to keep must be 0 to 1, not []");
    }
  }

  private float[][] step(Batch batch, int[] tokens) {
    try (NDArray logits = batch.step(manager, tokens)) {
      assertThat(logits.getShape().getShape()).containsExactly(tokens.length, VOCABULARY);
      float[] all = logits.toFloatArray();
      return IntStream.range(0, tokens.length)
          .mapToObj(i -> Arrays.copyOfRange(all, i * VOCABULARY, (i + 1) * VOCABULARY))
          .toArray(float[][]::new);
    }
  }

  private static float[] floats(NDArray array) {
    try (array) {
      return array.toFloatArray();
    }
  }

  /** About four fifths of the rows in another order, the watched ones among them: indices. */
  private static int[] someOf(int[] present, int[] watched, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, present.length)
        .map(i -> present.length - 1 - i)
        .filter(
            i -> Arrays.stream(watched).anyMatch(w -> w == present[i]) || random.nextInt(10) < 8)
        .toArray();
  }

  private static int[] at(int[] values, int[] indices) {
    return Arrays.stream(indices).map(i -> values[i]).toArray();
  }

  private static int[][] select(int[][] rows, int[] indices) {
    return Arrays.stream(indices).mapToObj(i -> rows[i]).toArray(int[][]::new);
  }

  private static int[] column(int[][] rows, int index) {
    return Arrays.stream(rows).mapToInt(row -> row[index]).toArray();
  }

  private static int[] joined(int[] a, int[] b) {
    return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }
}
