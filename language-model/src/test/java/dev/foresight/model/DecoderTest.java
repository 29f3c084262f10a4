package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.foresight.model.Decoder.Batch;
import dev.foresight.model.Decoder.Feed;
import dev.foresight.model.Decoder.Prefix;
import dev.foresight.model.Decoder.Step;
import dev.foresight.model.RotaryPositions.Linear;
import dev.foresight.model.RotaryPositions.Llama3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
  private static final int VOCABULARY = 61;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final CachePool pool = new CachePool(ComputeDevice.CPU, 1 << 28);

  @AfterEach
  void close() {
    pool.close();
    manager.close();
  }

  private static ModelShape shape(int heads, int predictTokens) {
    return new ModelShape(VOCABULARY, 64, 4, heads, 96, 300, predictTokens);
  }

  private static Transformer model(int heads, int predictTokens, Precision precision) {
    return Transformer.initialize(shape(heads, predictTokens), precision, 5);
  }

  private static Reference reference(Transformer model) {
    ModelShape shape = model.shape();
    return new Reference(shape, model.weights(), shape.rotary().frequencies(shape.headSize()));
  }

  /** Heads of 32 and 8 columns lie side by side in a cache; a head of 64 lies beside no other. */
  @ParameterizedTest
  @CsvSource({
    "2, 1, FLOAT32, 1e-4",
    "2, 3, FLOAT32, 1e-4",
    "2, 4, FLOAT32, 1e-4",
    "8, 1, FLOAT32, 1e-4",
    "1, 1, FLOAT32, 1e-4",
    "2, 2, BFLOAT16, 3e-2",
    "8, 1, BFLOAT16, 3e-2"
  })
  void logitsAgreeWithAReferenceThatSharesNothing(
      int heads, int predictTokens, Precision precision, double tolerance) {
    try (Transformer model = model(heads, predictTokens, precision)) {
      agrees(model, 40, tolerance);
    }
  }

  /** Four queries share a key; keys lie beside each other in a cache, or do not. */
  @ParameterizedTest
  @CsvSource({
    "8, 2, 8, FLOAT32, 1e-4",
    "8, 2, 8, BFLOAT16, 3e-2",
    "4, 1, 128, FLOAT32, 1e-4",
    "16, 8, 4, BFLOAT16, 3e-2"
  })
  void sharedKeysAgreeWithTheReference(
      int heads, int keys, int size, Precision precision, double tolerance) {
    ModelShape shape =
        shape(heads, 1).withKeyValueHeads(keys).withHeadSize(size).withTiedEmbeddings(true);
    try (Transformer model = Transformer.initialize(shape, precision, 5)) {
      agrees(model, 40, tolerance);
    }
  }

  /** From 64 tokens on, in bfloat16, attention to a prompt is by hand: to 180 and to 120 and 60. */
  @ParameterizedTest
  @CsvSource({"2, 2, FLOAT32, 1e-4", "2, 2, BFLOAT16, 3e-2", "8, 2, BFLOAT16, 3e-2"})
  void longPromptsAgreeWithTheReference(
      int heads, int keys, Precision precision, double tolerance) {
    ModelShape shape = shape(heads, 1).withKeyValueHeads(keys);
    try (Transformer model = Transformer.initialize(shape, precision, 5)) {
      agrees(model, 180, tolerance);
    }
  }

  @Test
  void scaledRotaryPositionsAgreeWithTheReference() {
    for (RotaryPositions.Scaling scaling : List.of(new Linear(4), new Llama3(8, 1, 4, 64))) {
      ModelShape shape = shape(2, 1).withRotary(new RotaryPositions(500, scaling));
      try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 5)) {
        agrees(model, 40, 1e-4);
      }
    }
  }

  /** Three rows, behind a whole prompt and behind one in two parts, in one step. */
  private void agrees(Transformer model, int promptLength, double tolerance) {
    int steps = 6;
    int[] prompt = Tokens.row(1, promptLength, VOCABULARY);
    int cut = promptLength * 2 / 3;
    int[][] suffixes = Tokens.rows(2, 3, steps, VOCABULARY);
    Reference reference = reference(model);
    try (Decoder decoder = Decoder.of(model);
        Prefix whole = decoder.prefill(prompt);
        Prefix root = decoder.prefill(Arrays.copyOf(prompt, cut));
        Prefix behind = decoder.prefill(root, Arrays.copyOfRange(prompt, cut, promptLength));
        Batch one = start(decoder, whole, 3, steps);
        Batch two = start(decoder, behind, 3, steps)) {
      assertThat(behind.length()).isEqualTo(promptLength);
      for (Prefix prefix : List.of(whole, behind)) {
        assertThat(Tokens.distance(floats(prefix.logits(manager)), reference.logits(prompt)))
            .isLessThan(tolerance);
      }
      for (int s = 0; s < steps; s++) {
        float[][] logits = step(decoder, s, suffixes, one, two);
        for (int i = 0; i < 6; i++) {
          int[] tokens = joined(prompt, Arrays.copyOf(suffixes[i % 3], s + 1));
          assertThat(Tokens.distance(logits[i], reference.logits(tokens)))
              .as("row %d, step %d", i, s)
              .isLessThan(tolerance);
        }
      }
    }
  }

  /** A prompt is read in blocks of 512 tokens, padded to 8, and may be cut anywhere. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 33, 511, 512, 513, 545})
  void promptsOfAnyLengthAgreeWithTheReference(int length) {
    ModelShape shape = new ModelShape(VOCABULARY, 32, 3, 2, 48, 600, 1);
    int[] prompt = Tokens.row(1, length + 1, VOCABULARY);
    try (Transformer model = Transformer.initialize(shape, Precision.FLOAT32, 5);
        Decoder decoder = Decoder.of(model);
        Prefix first = decoder.prefill(Arrays.copyOf(prompt, 1));
        Prefix behind = decoder.prefill(first, Arrays.copyOfRange(prompt, 1, length + 1));
        Prefix root = decoder.prefill(Arrays.copyOf(prompt, length));
        Prefix last = decoder.prefill(root, new int[] {prompt[length]});
        Batch batch = start(decoder, root, 1, 1)) {
      double[] expected = reference(model).logits(prompt);
      assertThat(Tokens.distance(floats(behind.logits(manager)), expected)).isLessThan(1e-4);
      assertThat(Tokens.distance(floats(last.logits(manager)), expected)).isLessThan(1e-4);
      float[][] logits = step(decoder, 0, new int[][] {{prompt[length]}}, batch);
      assertThat(Tokens.distance(logits[0], expected)).isLessThan(1e-4);
    }
  }

  /** A row's suffix is attended to in blocks of 32 places. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void suffixesAgreeWithTheReferenceAtTheBordersOfTheirBlocks(Precision precision) {
    int steps = 130;
    int[][] suffixes = Tokens.rows(2, 2, steps, VOCABULARY);
    int[] prompt = Tokens.row(1, 3, VOCABULARY);
    Set<Integer> checked = Set.of(31, 32, 33, 63, 64, 65, 127, 128, 129, 130);
    try (Transformer model = model(4, 1, precision);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(prompt);
        Batch batch = start(decoder, prefix, 2, steps)) {
      Reference reference = reference(model);
      for (int s = 0; s < steps; s++) {
        float[][] logits = step(decoder, s, suffixes, batch);
        if (checked.contains(s + 1)) {
          int[] tokens = joined(prompt, Arrays.copyOf(suffixes[1], s + 1));
          assertThat(Tokens.distance(logits[1], reference.logits(tokens)))
              .as("%d tokens", s + 1)
              .isLessThan(precision == Precision.FLOAT32 ? 1e-4 : 4e-2);
        }
      }
    }
  }

  /** Steps of four tokens, of which some are dropped, with one head of keys for two of queries. */
  @ParameterizedTest
  @CsvSource({"FLOAT32, 1e-4", "BFLOAT16, 5e-2"})
  void headsDraftWhatTheReferencePredictsAfterTheTokensKept(Precision precision, double tolerance) {
    ModelShape shape = shape(4, 4).withKeyValueHeads(2);
    int[] prompt = Tokens.row(1, 20, VOCABULARY);
    int[][] told = Tokens.rows(3, 2, 80, VOCABULARY);
    int[] counts = {1, 3, 4, 2, 4, 1, 2, 2, 3, 4};
    try (Transformer model = Transformer.initialize(shape, precision, 5);
        Decoder decoder = Decoder.of(model, 3);
        Prefix root = decoder.prefill(Arrays.copyOf(prompt, 11));
        Prefix prefix = decoder.prefill(root, Arrays.copyOfRange(prompt, 11, 20));
        Batch batch = start(decoder, prefix, 2, 80)) {
      Reference reference = reference(model);
      for (int s = 0; s < 20; s++) {
        int[] kept = {counts[s % 10], counts[(s + 3) % 10]};
        int[][] fed = new int[2][4];
        for (int row = 0; row < 2; row++) {
          int length = batch.length(row);
          int row1 = row;
          Arrays.setAll(fed[row], i -> i < kept[row1] ? told[row1][length + i] : i);
        }
        try (Step step = decoder.step(List.of(new Feed(batch, fed)))) {
          float[] drafts = floats(step.drafts(manager, kept));
          batch.keep(kept);
          for (int row = 0; row < 2; row++) {
            int[] tokens = joined(prompt, Arrays.copyOf(told[row], batch.length(row)));
            for (int head = 2; head <= 4; head++) {
              int from = ((head - 2) * 2 + row) * VOCABULARY;
              assertThat(
                      Tokens.distance(
                          Arrays.copyOfRange(drafts, from, from + VOCABULARY),
                          reference.logits(tokens, head)))
                  .as("step %d, row %d, head %d", s, row, head)
                  .isLessThan(tolerance);
            }
          }
        }
      }
    }
  }

  /** In two batches with the same numbers. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void aTimedStepHasTheSameBits(Precision precision) {
    int[][] tokens = Tokens.rows(3, 9, 2, VOCABULARY);
    List<long[]> times = new ArrayList<>();
    try (Transformer model = model(4, 3, precision);
        Decoder decoder = Decoder.of(model, 1);
        Prefix prefix = decoder.prefill(new int[] {1, 2, 3});
        Batch plain = start(decoder, prefix, 9, 40);
        Batch timed = start(decoder, prefix, 9, 40)) {
      for (int i = 0; i < 3; i++) {
        try (Step one = decoder.step(List.of(new Feed(plain, tokens)));
            Step other =
                decoder.step(
                    List.of(new Feed(timed, tokens)),
                    (dense, attention) -> times.add(new long[] {dense, attention}))) {
          assertThat(floats(other.logits(manager))).isEqualTo(floats(one.logits(manager)));
          int[] kept = {2, 1, 2, 2, 1, 2, 2, 1, 1};
          assertThat(floats(other.drafts(manager, kept)))
              .isEqualTo(floats(one.drafts(manager, kept)));
          plain.keep(kept);
          timed.keep(kept);
        }
      }
      assertThat(times).hasSize(3).allMatch(time -> time[0] > 0 && time[1] > 0);
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

  @ParameterizedTest
  @EnumSource(Precision.class)
  void anotherDecoderOfTheSameWeightsGivesTheSameBits(Precision precision) {
    List<float[]> seen = new ArrayList<>();
    try (Transformer model = model(4, 1, precision)) {
      for (int i = 0; i < 2; i++) {
        try (Decoder decoder = Decoder.of(model);
            Prefix root = decoder.prefill(Tokens.row(1, 40, VOCABULARY));
            Prefix prefix = decoder.prefill(root, Tokens.row(2, 9, VOCABULARY));
            Batch batch = start(decoder, prefix, 3, 5)) {
          seen.add(floats(prefix.logits(manager)));
          for (int s = 0; s < 5; s++) {
            seen.add(step(decoder, s, Tokens.rows(3, 3, 5, VOCABULARY), batch)[2]);
          }
        }
      }
    }
    assertThat(seen.subList(6, 12)).usingRecursiveComparison().isEqualTo(seen.subList(0, 6));
  }

  @Test
  void theLastRowsTakeThePlacesOfThoseThatLeaveAndMemoryIsGivenBackByHalves() {
    try (Transformer model = model(2, 1, Precision.FLOAT32);
        Decoder decoder = Decoder.of(model);
        Prefix prefix = decoder.prefill(new int[] {1, 2, 3});
        Batch batch = start(decoder, prefix, 5, 9)) {
      assertThat(pool.inUse()).isEqualTo(5 * decoder.bytesPerRow(9));
      assertThat(batch.remove(new int[] {3, 0})).containsExactly(4, 1, 2);
      assertThat(batch.rows()).isEqualTo(3);
      assertThat(pool.inUse()).isEqualTo(5 * decoder.bytesPerRow(9));
      assertThat(batch.remove(new int[0])).containsExactly(0, 1, 2);
      assertThat(batch.remove(new int[] {2})).containsExactly(0, 1);
      assertThat(pool.inUse()).isEqualTo(2 * decoder.bytesPerRow(9));
      assertThat(batch.remove(new int[] {0, 1})).isEmpty();
      assertThat(pool.inUse()).isZero();
      assertThatThrownBy(() -> step(decoder, 0, new int[0][], batch))
          .hasMessage("a row takes 1 to 1 tokens a step, not 0");
    }
  }

  @Test
  void memoryIsAskedForTheTokensThatARowMayComeTo() {
    try (Transformer model = model(4, 3, Precision.BFLOAT16);
        Decoder plain = Decoder.of(model);
        Decoder drafting = Decoder.of(model, 2);
        Prefix root = drafting.prefill(Tokens.row(1, 33, VOCABULARY));
        Prefix behind = drafting.prefill(root, new int[] {1})) {
      assertThat(plain.bytesPerRow(64)).isEqualTo(64 * 2 * 2 * 64 * 2);
      assertThat(plain.bytesPerRow(65)).isEqualTo(96 * 2 * 2 * 64 * 2);
      assertThat(drafting.bytesPerRow(62)).isEqualTo(64 * 2 * 4 * 64 * 2);
      assertThat(drafting.bytesPerRow(63)).isEqualTo(96 * 2 * 4 * 64 * 2);
      assertThat(root.bytes()).isEqualTo(33 * 2 * 4 * 64 * 2);
      assertThat(behind.bytes()).isEqualTo(2 * 4 * 64 * 2);
      long norms = 4 * 2 * 64;
      assertThat(drafting.weightBytes())
          .isEqualTo(2 * (model.shape().parameterCount() - norms - 64) + 4 * 64);
      assertThat(plain.weightBytes()).isLessThan(drafting.weightBytes());
      assertThat(drafting.drafts()).isEqualTo(2);
    }
  }

  @Test
  void aPromptFillsTheContextAndNoTokenMore() {
    try (Transformer model = model(2, 1, Precision.FLOAT32);
        Decoder decoder = Decoder.of(model);
        Prefix root = decoder.prefill(Tokens.row(1, 299, VOCABULARY));
        Prefix full = decoder.prefill(root, new int[] {7});
        Batch batch = start(decoder, root, 1, 1)) {
      step(decoder, 0, new int[][] {{1}}, batch);
      assertThatThrownBy(() -> step(decoder, 0, new int[][] {{1}}, batch))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a row has its 1 tokens");
      assertThatThrownBy(() -> decoder.start(root, 1, 2, pool))
          .hasMessage("behind a prompt of 299 tokens a context of 300 has room for 1 to 1, not 2");
      assertThatThrownBy(() -> decoder.start(full, 1, 1, pool))
          .hasMessage("behind a prompt of 300 tokens a context of 300 has room for 1 to 0, not 1");
      assertThatThrownBy(() -> decoder.prefill(root, new int[] {1, 2}))
          .hasMessage("a prompt must hold 1 to 1 tokens, not 2");
      assertThatThrownBy(() -> decoder.prefill(Tokens.row(1, 301, VOCABULARY)))
          .hasMessage("a prompt must hold 1 to 300 tokens, not 301");
      assertThatThrownBy(() -> decoder.prefill(new int[0]))
          .hasMessage("a prompt must hold 1 to 300 tokens, not 0");
      assertThatThrownBy(() -> decoder.prefill(full, new int[] {1}))
          .hasMessage("a prefix goes on behind one of the same decoder that has none before it");
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    try (Transformer model = model(2, 2, Precision.FLOAT32);
        Decoder decoder = Decoder.of(model, 1);
        Decoder other = Decoder.of(model);
        Prefix prefix = decoder.prefill(new int[] {1});
        Batch batch = start(decoder, prefix, 2, 5);
        Batch second = start(decoder, prefix, 1, 5)) {
      assertThatThrownBy(() -> Decoder.of(model, 2)).hasMessage("0 to 1 heads can draft, not 2");
      assertThatThrownBy(() -> Decoder.of(model, -1)).hasMessage("0 to 1 heads can draft, not -1");
      assertThatThrownBy(() -> decoder.start(prefix, 0, 5, pool))
          .hasMessage("a batch must hold at least 1 row, not 0");
      assertThatThrownBy(() -> decoder.start(prefix, Integer.MAX_VALUE, 299, pool).orElseThrow())
          .hasMessage("No value present");
      assertThatThrownBy(() -> other.start(prefix, 1, 1, pool))
          .hasMessage("the prefix is another decoder's");
      assertThatThrownBy(() -> other.prefill(prefix, new int[] {1}))
          .hasMessageContaining("of the same decoder");
      assertThatThrownBy(() -> decoder.step(List.of()))
          .hasMessage("a step needs at least one feed");
      refused(decoder, "tokens of 2 rows are due, not of 1", new Feed(batch, new int[][] {{1}}));
      refused(
          decoder,
          "token 61 is outside the vocabulary of 61",
          new Feed(batch, new int[][] {{1}, {VOCABULARY}}));
      refused(
          decoder,
          "a row takes 1 to 2 tokens a step, not 3",
          new Feed(batch, new int[][] {{1, 1, 1}, {1, 1, 1}}));
      refused(
          decoder,
          "rows differ in tokens: 1 and 2",
          new Feed(batch, new int[][] {{1}, {1}}),
          new Feed(second, new int[][] {{1, 2}}));
      Feed feed = new Feed(second, new int[][] {{1}});
      refused(decoder, "a batch can be fed once in a step", feed, feed);
      refused(other, "the batch is another decoder's", feed);
      assertThatThrownBy(() -> batch.keep(new int[] {1, 1}))
          .hasMessage("there are no tokens to keep or to drop");
      assertThatThrownBy(() -> batch.remove(new int[] {1, 1}))
          .hasMessage("rows to remove must be 0 to 1, each once, not [1, 1]");
      assertThatThrownBy(() -> batch.remove(new int[] {2}))
          .hasMessage("rows to remove must be 0 to 1, each once, not [2]");
    }
  }

  private static void refused(Decoder decoder, String message, Feed... feeds) {
    assertThatThrownBy(() -> decoder.step(List.of(feeds)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void tokensOfAStepAreKeptBeforeAnythingElse() {
    try (Transformer model = model(2, 2, Precision.FLOAT32);
        Decoder decoder = Decoder.of(model, 1);
        Prefix prefix = decoder.prefill(new int[] {1});
        Batch batch = start(decoder, prefix, 2, 2);
        Step step = decoder.step(List.of(new Feed(batch, new int[][] {{1, 2}, {3, 4}})))) {
      assertThat(batch.length(0)).isZero();
      assertThatThrownBy(() -> step(decoder, 0, new int[][] {{1}, {1}}, batch))
          .hasMessage("keep must say first which tokens of the last step stay");
      assertThatThrownBy(() -> batch.remove(new int[] {1}))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> batch.keep(new int[] {0, 1}))
          .hasMessage("1 to 2 tokens of each of 2 rows can be kept, not [0, 1]");
      assertThatThrownBy(() -> batch.keep(new int[] {1, 3})).hasMessageContaining("[1, 3]");
      assertThatThrownBy(() -> step.drafts(manager, new int[] {1}))
          .hasMessage("1 to 2 tokens of each of 2 rows can be kept, not [1]");
      batch.keep(new int[] {1, 2});
      assertThat(batch.length(0)).isEqualTo(1);
      assertThat(batch.length(1)).isEqualTo(2);
      batch.remove(new int[] {1});
      assertThatThrownBy(() -> step.drafts(manager, new int[] {1, 2}))
          .hasMessage("a batch has changed since this step");
      try (Step last = decoder.step(List.of(new Feed(batch, new int[][] {{1, 2}})))) {
        assertThat(last.logits(manager).getShape().getShape()).containsExactly(2, VOCABULARY);
        assertThatThrownBy(() -> batch.keep(new int[] {2}))
            .hasMessage("a row of 3 tokens was to have at most 2");
        batch.keep(new int[] {1});
      }
    }
  }

  private Batch start(Decoder decoder, Prefix prefix, int rows, int maxTokens) {
    return decoder.start(prefix, rows, maxTokens, pool).orElseThrow();
  }

  /** Feeds each batch the tokens of one step, and returns the logits of all rows. */
  private float[][] step(Decoder decoder, int step, int[][] tokens, Batch... batches) {
    int[][] column = Arrays.stream(tokens).map(row -> new int[] {row[step]}).toArray(int[][]::new);
    List<Feed> feeds = Arrays.stream(batches).map(batch -> new Feed(batch, column)).toList();
    try (Step taken = decoder.step(feeds)) {
      return rows(floats(taken.logits(manager)));
    }
  }

  private static float[][] rows(float[] all) {
    return IntStream.range(0, all.length / VOCABULARY)
        .mapToObj(i -> Arrays.copyOfRange(all, i * VOCABULARY, (i + 1) * VOCABULARY))
        .toArray(float[][]::new);
  }

  private static float[] floats(NDArray array) {
    try (array) {
      return array.toFloatArray();
    }
  }

  private static int[] joined(int[] a, int[] b) {
    return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }
}
