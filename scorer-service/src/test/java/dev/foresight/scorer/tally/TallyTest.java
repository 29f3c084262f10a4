package dev.foresight.scorer.tally;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.foresight.scorer.grading.Answer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Answer REFERENCE = Answer.reference("18");
  private static final List<String> TEXTS =
      List.of("The answer is 18.", "It is 18", "The answer is 20.", "Who knows");

  private final Tally tally = new Tally();

  @Test
  void theFirstTextOfAnIndexCounts() {
    assertThat(tally.add(3, "The answer is 18.", REFERENCE)).isEqualTo(Outcome.GRADED);
    assertThat(tally.add(3, "The answer is 18.", REFERENCE)).isEqualTo(Outcome.DUPLICATE);
    assertThat(tally.add(3, "The answer is 20.", REFERENCE)).isEqualTo(Outcome.CONFLICTING);

    var marks = tally.marks(7);
    assertThat(marks.getProblem()).isEqualTo(7);
    assertThat(indices(marks.getSeen())).containsExactly(3);
    assertThat(indices(marks.getRightOrThrow("strict-1"))).containsExactly(3);
    assertThat(marks.getConflicts()).isEqualTo(1);
  }

  @Test
  void aConflictThatComesAgainIsOneConflict() {
    tally.add(0, "18", REFERENCE);
    tally.add(0, "20", REFERENCE);
    tally.add(0, "20", REFERENCE);

    assertThat(tally.marks(0).getConflicts()).isEqualTo(1);
  }

  @Test
  void eachPolicyHasItsOwnVerdict() {
    addAll(List.of(0, 1, 2, 3), tally);

    assertThat(indices(tally.marks(0).getRightOrThrow("strict-1"))).containsExactly(0);
    assertThat(indices(tally.marks(0).getRightOrThrow("flexible-1"))).containsExactly(0, 1);
    assertThat(tally.state().getMarksOrThrow("flexible-1").getAnswersList())
        .containsExactly("18", "18", "20", "");
  }

  @Test
  void replaysInAnyOrderChangeNothing() {
    addAll(List.of(0, 1, 2, 3), tally);
    for (int seed = 0; seed < 20; seed++) {
      var indices = new ArrayList<>(List.of(0, 1, 2, 3, 0, 1, 2, 3, 2));
      Collections.shuffle(indices, new Random(seed));
      var shuffled = new Tally();
      addAll(indices, shuffled);
      assertThat(shuffled.state()).isEqualTo(tally.state());
    }
  }

  @Test
  void theStateIsAllThereIs() {
    addAll(List.of(2, 0), tally);

    var copy = Tally.of(tally.state());
    addAll(List.of(1, 2), tally);
    addAll(List.of(1, 2), copy);

    assertThat(copy.state()).isEqualTo(tally.state());
  }

  private static void addAll(List<Integer> indices, Tally tally) {
    indices.forEach(index -> tally.add(index, TEXTS.get(index), REFERENCE));
  }

  private static List<Integer> indices(ByteString bits) {
    return BitSet.valueOf(bits.toByteArray()).stream().boxed().toList();
  }
}
