package dev.foresight.scorer.tally;

import dev.foresight.proto.Ids;
import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.grading.Reference;
import dev.foresight.scorer.state.TallyState;
import dev.foresight.scorer.state.Verdicts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The verdicts of one policy by sample index. Mutable.
 *
 * @param missing the indices that came when the policy was not known, and are not graded since
 * @param right the indices whose answer is right
 * @param byIndex the normalised answer; "" where there is none
 */
record PolicyVerdicts(GradingPolicy policy, BitSet right, List<String> byIndex, BitSet missing) {
  private static final int LONGEST = 40;
  private static final int KEPT = 20;

  PolicyVerdicts(GradingPolicy policy) {
    this(policy, new BitSet(), new ArrayList<>(), new BitSet());
  }

  void grade(int index, String text, Reference reference) {
    var verdict = policy.grade(text, reference);
    right.set(index, verdict.right());
    Tally.put(byIndex, index, shortened(verdict.answer()), "");
    missing.clear(index);
  }

  void gradeIfMissing(int index, String text, Reference reference) {
    if (missing.get(index)) {
      grade(index, text, reference);
    }
  }

  /** An endless run of digits is a number that nobody reads: its beginning and digest stand. */
  private static String shortened(String answer) {
    return answer.length() <= LONGEST
        ? answer
        : answer.substring(0, KEPT)
            + "…"
            + Ids.sha256(answer.getBytes(StandardCharsets.UTF_8)).substring(0, KEPT - 1);
  }

  void restore(TallyState state) {
    var kept = state.getVerdictsOrDefault(policy.id(), Verdicts.getDefaultInstance());
    boolean known = state.containsVerdicts(policy.id());
    missing.or(Tally.bits(known ? kept.getMissing() : state.getSeen()));
    right.or(Tally.bits(kept.getRight()));
    kept.getAnswerList()
        .forEach(answer -> byIndex.add(answer == 0 ? "" : state.getAnswers(answer - 1)));
  }

  Verdicts message(AnswerIndex index) {
    var message =
        Verdicts.newBuilder().setRight(Tally.bytes(right)).setMissing(Tally.bytes(missing));
    byIndex.forEach(answer -> message.addAnswer(index.of(answer)));
    return message.build();
  }

  Stream<String> answers() {
    return byIndex.stream();
  }
}
