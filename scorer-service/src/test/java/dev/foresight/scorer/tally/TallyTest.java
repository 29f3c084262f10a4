package dev.foresight.scorer.tally;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.foresight.proto.Speculation;
import dev.foresight.scorer.grading.Reference;
import dev.foresight.scorer.state.ProblemMarks;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Reference REFERENCE = Reference.of("18");
  private static final List<String> TEXTS =
      List.of("The answer is 18.", "It is 18", "The answer is 20.", "Who knows");

  private final Tally tally = new Tally();

  @Test
  void theFirstTextOfAnIndexCounts() {
    assertThat(tally.add(3, "The answer is 18.", REFERENCE)).isEqualTo(Outcome.GRADED);
    assertThat(tally.add(3, "The answer is 18.", REFERENCE)).isEqualTo(Outcome.DUPLICATE);
    assertThat(tally.add(3, "The answer is 20.", REFERENCE)).isEqualTo(Outcome.CONFLICTING);

    var marks = marks(7);
    assertThat(marks.getProblem()).isEqualTo(7);
    assertThat(indices(marks.getSeen())).containsExactly(3);
    assertThat(indices(right(marks, "strict-1"))).containsExactly(3);
    assertThat(marks.getConflicts()).isEqualTo(1);
  }

  @Test
  void aConflictThatComesAgainIsOneConflict() {
    tally.add(0, "18", REFERENCE);
    tally.add(0, "20", REFERENCE);
    tally.add(0, "20", REFERENCE);

    assertThat(marks(0).getConflicts()).isEqualTo(1);
  }

  @Test
  void eachPolicyHasItsOwnVerdict() {
    addAll(List.of(0, 1, 2, 3), tally);

    assertThat(indices(right(marks(0), "strict-1"))).containsExactly(0);
    assertThat(indices(right(marks(0), "flexible-1"))).containsExactly(0, 1);
    assertThat(answers("flexible-1")).containsExactly("18", "18", "20", "");
    assertThat(answers("strict-1")).containsExactly("18", "", "20", "");
    assertThat(answers("lm-eval-gsm8k-flexible-1")).containsExactly("18", "18", "20", "");
    assertThat(tally.state().getAnswersList()).containsExactly("18", "20");
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

  @Test
  void duplicatesAreGradedUnderAPolicyThatWasNotKnown() {
    addAll(List.of(0, 1, 2), tally);
    var old = Tally.of(tally.state().toBuilder().removeVerdicts("strict-1").build());
    addAll(List.of(3), tally);

    addAll(List.of(3, 1), old);
    assertThat(indices(old.state().getVerdictsOrThrow("strict-1").getMissing()))
        .containsExactly(0, 2);
    assertThat(old.add(0, "The answer is 20.", REFERENCE)).isEqualTo(Outcome.CONFLICTING);
    var restarted = Tally.of(old.state());
    addAll(List.of(0, 2), restarted);

    assertThat(restarted.state().toBuilder().clearConflicting().build()).isEqualTo(tally.state());
  }

  @Test
  void anEndlessNumberIsKeptShort() {
    tally.add(0, "1".repeat(500), REFERENCE);
    tally.add(1, "1".repeat(501), REFERENCE);

    assertThat(tally.state().getAnswersList())
        .hasSize(2)
        .allMatch(answer -> answer.startsWith("1111") && answer.length() == 40);
  }

  @Test
  void aFullTallyIsSmall() {
    for (int index = 0; index < 200; index++) {
      tally.add(index, "The answer is " + index % 50 + ".", REFERENCE);
    }

    assertThat(tally.state().getSerializedSize()).isLessThan(3500);
    assertThat(marks(0).getSerializedSize()).isLessThan(1500);
  }

  @Test
  void draftsOfHeadsAreSummed() {
    tally.add(Speculation.newBuilder().setForwards(10).addAccepted(4).build());
    tally.add(Speculation.newBuilder().setForwards(5).addAccepted(3).addAccepted(2).build());

    var drafts = Tally.of(tally.state()).state().getDrafts();
    assertThat(drafts.getForwards()).isEqualTo(15);
    assertThat(drafts.getAcceptedList()).containsExactly(7L, 2L);
  }

  private ProblemMarks marks(int problem) {
    return Tally.marks(problem, tally.state());
  }

  private List<String> answers(String policy) {
    var state = tally.state();
    return state.getVerdictsOrThrow(policy).getAnswerList().stream()
        .map(answer -> answer == 0 ? "" : state.getAnswers(answer - 1))
        .toList();
  }

  private static ByteString right(ProblemMarks marks, String policy) {
    return marks.getVerdictsOrThrow(policy).getRight();
  }

  private static void addAll(List<Integer> indices, Tally tally) {
    indices.forEach(index -> tally.add(index, TEXTS.get(index), REFERENCE));
  }

  private static List<Integer> indices(ByteString bits) {
    return BitSet.valueOf(bits.toByteArray()).stream().boxed().toList();
  }
}
