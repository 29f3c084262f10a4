package dev.foresight.model.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    Packing packing = new Packing(DOCUMENTS, 1, 15, 1);
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
    Packing packing = new Packing(DOCUMENTS, 1, 15, 1);
    int[] first = packing.next(1)[0];
    assertThat(packing.next(1)[0]).isNotEqualTo(first);
    assertThat(new Packing(DOCUMENTS, 2, 15, 1).next(1)[0]).isNotEqualTo(first);
    assertThat(new Packing(DOCUMENTS, 1, 15, 1).next(1)[0]).isEqualTo(first);
  }

  @Test
  void windowsAdvanceByTheirLengthAndSeeTheTokensAhead() {
    int[] stream = new Packing(DOCUMENTS, 1, 60, 4).next(1)[0];
    int[][] windows = new Packing(DOCUMENTS, 1, 4, 3).next(15);
    for (int i = 0; i < windows.length; i++) {
      assertThat(windows[i]).isEqualTo(Arrays.copyOfRange(stream, 4 * i, 4 * i + 7));
    }
  }

  @Test
  void theOrderOfDataDoesNotDependOnTheTokensAhead() {
    int[][] one = new Packing(DOCUMENTS, 1, 4, 1).next(20);
    int[][] four = new Packing(DOCUMENTS, 1, 4, 4).next(20);
    for (int i = 0; i < one.length; i++) {
      assertThat(Arrays.copyOf(four[i], 5)).isEqualTo(one[i]);
    }
  }

  @Test
  void aCursorContinuesWhereItWasTaken() {
    Packing packing = new Packing(DOCUMENTS, 1, 4, 2);
    packing.next(7);
    long cursor = packing.cursor();
    int[][] expected = packing.next(9);
    Packing resumed = new Packing(DOCUMENTS, 1, 4, 2);
    resumed.seek(cursor);
    assertThat(resumed.next(9)).isDeepEqualTo(expected);
    assertThat(resumed.cursor()).isEqualTo(16);
  }

  @Test
  void aWindowMaySpanSeveralEpochs() {
    int[] tokens = new Packing(DOCUMENTS, 1, 45, 1).next(1)[0];
    assertThat(Arrays.stream(tokens).limit(45).filter(token -> token == 10).count()).isEqualTo(3);
  }

  @Test
  void emptyInputIsRefused() {
    assertThatThrownBy(() -> new Packing(List.of(new int[0]), 1, 4, 1))
        .hasMessageContaining("0 tokens");
    assertThatThrownBy(() -> new Packing(DOCUMENTS, 1, 0, 1)).hasMessageContaining("length");
    assertThatThrownBy(() -> new Packing(DOCUMENTS, 1, 4, 1).seek(-1))
        .hasMessage("the cursor must be 0 or more, not -1");
  }

  @Test
  void shuffledOrdersAreFairPermutations() {
    int[] firsts = new int[5];
    for (int stream = 0; stream < 5000; stream++) {
      int[] order = Shuffle.order(5, 3, stream);
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      firsts[order[0]]++;
    }
    assertThat(firsts).satisfies(counts -> IntStream.of(counts).forEach(PackingTest::near1000));
    assertThat(new ArrayList<>(List.of(Shuffle.order(0, 1, 1).length))).containsExactly(0);
  }

  private static void near1000(int count) {
    assertThat(count).isBetween(880, 1120);
  }
}
