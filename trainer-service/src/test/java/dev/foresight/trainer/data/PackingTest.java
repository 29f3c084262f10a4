package dev.foresight.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foresight.model.problems.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackingTest {
  /** Documents of 1 to 5 tokens, every token another number; 15 tokens in all. */
  private static final List<int[]> DOCUMENTS =
      List.of(
          new int[] {10},
          new int[] {20, 21},
          new int[] {30, 31, 32},
          new int[0],
          new int[] {40, 41, 42, 43},
          new int[] {50, 51, 52, 53, 54});

  @Test
  void anEpochHoldsEveryDocumentOnceAndWhole() {
    Sequences packing = sequences(DOCUMENTS, 1, 15, 1);
    for (int epoch = 0; epoch < 5; epoch++) {
      int[] tokens = Arrays.copyOf(packing.next(1)[0], 15);
      for (int[] document : DOCUMENTS) {
        if (document.length > 0) {
          assertThat(tokens).containsSequence(document);
        }
      }
    }
  }

  @Test
  void epochsDifferAndSeedsToo() {
    Sequences packing = sequences(DOCUMENTS, 1, 15, 1);
    int[] first = packing.next(1)[0];
    assertThat(packing.next(1)[0]).isNotEqualTo(first);
    assertThat(sequences(DOCUMENTS, 2, 15, 1).next(1)[0]).isNotEqualTo(first);
    assertThat(sequences(DOCUMENTS, 1, 15, 1).next(1)[0]).isEqualTo(first);
  }

  @Test
  void windowsAdvanceByTheirLengthAndSeeTheTokensAhead() {
    int[] stream = sequences(DOCUMENTS, 1, 60, 4).next(1)[0];
    int[][] windows = sequences(DOCUMENTS, 1, 4, 3).next(15);
    for (int i = 0; i < windows.length; i++) {
      assertThat(windows[i]).isEqualTo(Arrays.copyOfRange(stream, 4 * i, 4 * i + 7));
    }
  }

  @Test
  void theOrderOfDataDoesNotDependOnTheTokensAhead() {
    int[][] one = sequences(DOCUMENTS, 1, 4, 1).next(20);
    int[][] four = sequences(DOCUMENTS, 1, 4, 4).next(20);
    for (int i = 0; i < one.length; i++) {
      assertThat(Arrays.copyOf(four[i], 5)).isEqualTo(one[i]);
    }
  }

  @Test
  void aCursorContinuesWhereItWasTaken() {
    Sequences packing = sequences(DOCUMENTS, 1, 4, 2);
    packing.next(7);
    long cursor = packing.cursor();
    int[][] expected = packing.next(9);
    Sequences resumed = sequences(DOCUMENTS, 1, 4, 2);
    resumed.seek(cursor);
    assertThat(resumed.next(9)).isDeepEqualTo(expected);
    assertThat(resumed.cursor()).isEqualTo(16);
  }

  @Test
  void aWindowMaySpanSeveralEpochs() {
    int[] tokens = sequences(DOCUMENTS, 1, 45, 1).next(1)[0];
    assertThat(Arrays.stream(tokens).limit(45).filter(token -> token == 10).count()).isEqualTo(3);
  }

  @Test
  void emptyInputIsRefused() {
    assertThatThrownBy(() -> sequences(List.of(new int[0]), 1, 4, 1))
        .hasMessageContaining("0 tokens");
    assertThatThrownBy(() -> sequences(DOCUMENTS, 1, 0, 1)).hasMessageContaining("length");
    assertThatThrownBy(() -> sequences(DOCUMENTS, 1, 4, 1).seek(-1))
        .hasMessage("the cursor must be 0 or more, not -1");
  }

  @Test
  void sequencesAreThoseOfTheSimplestProgram() {
    SplittableRandom random = new SplittableRandom();
    for (int round = 0; round < 20; round++) {
      List<int[]> documents = documents(random);
      int length = random.nextInt(1, 80);
      int ahead = random.nextInt(1, 5);
      int[][] windows = sequences(documents, round, length, ahead).next(40);
      int[] stream = laidOut(documents, round, 40 * length + ahead);
      for (int i = 0; i < windows.length; i++) {
        assertThat(windows[i])
            .isEqualTo(Arrays.copyOfRange(stream, i * length, (i + 1) * length + ahead));
      }
    }
  }

  /** Up to 300 documents of 0 to 9 tokens, 1 at least. */
  private static List<int[]> documents(SplittableRandom random) {
    List<int[]> documents = new ArrayList<>(List.of(new int[] {7}));
    for (int i = random.nextInt(300); i > 0; i--) {
      documents.add(random.ints(random.nextInt(10), 0, 1000).toArray());
    }
    return documents;
  }

  /** Epoch after epoch, as runs have always seen it. */
  private static int[] laidOut(List<int[]> documents, long seed, int tokens) {
    IntStream.Builder stream = IntStream.builder();
    int length = 0;
    for (int epoch = 0; length < tokens; epoch++) {
      for (int document : Shuffle.order(documents.size(), seed, epoch)) {
        Arrays.stream(documents.get(document)).forEach(stream);
        length += documents.get(document).length;
      }
    }
    return stream.build().limit(tokens).toArray();
  }

  private static Sequences sequences(List<int[]> documents, long seed, int length, int ahead) {
    return new PackedSequences(
        List.of(new Packing(Documents.of(documents), seed, length, ahead)),
        new Mixture(List.of(1.0), seed));
  }
}
