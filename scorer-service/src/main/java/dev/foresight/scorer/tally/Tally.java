package dev.foresight.scorer.tally;

import com.google.protobuf.ByteString;
import dev.foresight.proto.Ids;
import dev.foresight.scorer.grading.Answer;
import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.state.Marks;
import dev.foresight.scorer.state.ProblemMarks;
import dev.foresight.scorer.state.TallyState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/**
 * The samples of one problem at one temperature of one evaluation. The first text of an index
 * counts; the same again is a duplicate, another one a conflict. So the state depends on which
 * first texts arrived, never on how often or in which order. Mutable, for one thread.
 */
public final class Tally {
  /** Indices are 0 up to this, exclusive. */
  public static final int INDEX_LIMIT = 1 << 16;

  private final BitSet seen = new BitSet();
  private final BitSet conflicting = new BitSet();
  // By index; 0 and "" where not seen.
  private final List<Long> digests = new ArrayList<>();
  private final List<Verdicts> verdicts =
      Arrays.stream(GradingPolicy.values()).map(Verdicts::new).toList();

  /** Of one policy, by index: right or not, and the normalised answer or "". */
  private record Verdicts(GradingPolicy policy, BitSet right, List<String> answers) {
    Verdicts(GradingPolicy policy) {
      this(policy, new BitSet(), new ArrayList<>());
    }

    void grade(int index, String text, Answer reference) {
      var answer = policy.answer(text);
      right.set(index, answer.filter(reference::equals).isPresent());
      put(answers, index, answer.map(Answer::toString).orElse(""), "");
    }

    void add(Marks marks) {
      right.or(bits(marks.getRight()));
      answers.addAll(marks.getAnswersList());
    }

    Marks marks() {
      return Marks.newBuilder().setRight(bytes(right)).addAllAnswers(answers).build();
    }
  }

  /** No samples yet. */
  public Tally() {}

  /** The tally that {@link #state} was taken of. */
  public static Tally of(TallyState state) {
    var tally = new Tally();
    tally.seen.or(bits(state.getSeen()));
    tally.conflicting.or(bits(state.getConflicting()));
    tally.digests.addAll(state.getDigestsList());
    for (var verdict : tally.verdicts) {
      verdict.add(state.getMarksOrDefault(verdict.policy.id(), Marks.getDefaultInstance()));
    }
    return tally;
  }

  /**
   * Takes sample {@code index} into account, graded under every policy.
   *
   * @param index of the sample, 0..{@link #INDEX_LIMIT} - 1
   * @param text the completion
   * @param reference the right answer
   */
  public Outcome add(int index, String text, Answer reference) {
    long digest = digest(text);
    if (!seen.get(index)) {
      seen.set(index);
      put(digests, index, digest, 0L);
      verdicts.forEach(verdict -> verdict.grade(index, text, reference));
      return Outcome.GRADED;
    }
    if (digests.get(index) == digest) {
      return Outcome.DUPLICATE;
    }
    conflicting.set(index);
    return Outcome.CONFLICTING;
  }

  /** Everything, for the store. */
  public TallyState state() {
    var state =
        TallyState.newBuilder()
            .setSeen(bytes(seen))
            .setConflicting(bytes(conflicting))
            .addAllDigests(digests);
    verdicts.forEach(verdict -> state.putMarks(verdict.policy.id(), verdict.marks()));
    return state.build();
  }

  /** What the cell wants to know, of {@code problem}. */
  public ProblemMarks marks(int problem) {
    var marks =
        ProblemMarks.newBuilder()
            .setProblem(problem)
            .setSeen(bytes(seen))
            .setConflicts(conflicting.cardinality());
    verdicts.forEach(verdict -> marks.putRight(verdict.policy.id(), bytes(verdict.right)));
    return marks.build();
  }

  private static <T> void put(List<T> list, int index, T value, T absent) {
    while (list.size() <= index) {
      list.add(absent);
    }
    list.set(index, value);
  }

  private static long digest(String text) {
    var sha256 = Ids.sha256(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.fromHexDigitsToLong(sha256, 0, 16);
  }

  private static ByteString bytes(BitSet bits) {
    return ByteString.copyFrom(bits.toByteArray());
  }

  private static BitSet bits(ByteString bytes) {
    return BitSet.valueOf(bytes.asReadOnlyByteBuffer());
  }
}
