package dev.foresight.scorer.tally;

import com.google.protobuf.ByteString;
import dev.foresight.proto.Ids;
import dev.foresight.proto.Speculation;
import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.grading.Reference;
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
  // By index; 0 where not seen.
  private final List<Long> digests = new ArrayList<>();
  private final List<PolicyVerdicts> verdicts =
      Arrays.stream(GradingPolicy.values()).map(PolicyVerdicts::new).toList();
  private DraftSums drafts = DraftSums.NONE;

  /** No samples yet. */
  public Tally() {}

  /** The tally that {@link #state} was taken of. */
  public static Tally of(TallyState state) {
    var tally = new Tally();
    tally.seen.or(bits(state.getSeen()));
    tally.conflicting.or(bits(state.getConflicting()));
    tally.digests.addAll(state.getDigestsList());
    tally.verdicts.forEach(verdict -> verdict.restore(state));
    tally.drafts = DraftSums.of(state.getDrafts());
    return tally;
  }

  /**
   * Takes sample {@code index} into account, graded under every policy. A duplicate is graded under
   * the policies that were not known when the first one came.
   *
   * @param index of the sample, 0..{@link #INDEX_LIMIT} - 1
   * @param text the completion
   * @param reference the right answer
   */
  public Outcome add(int index, String text, Reference reference) {
    long digest = digest(text);
    if (!seen.get(index)) {
      seen.set(index);
      put(digests, index, digest, 0L);
      verdicts.forEach(verdict -> verdict.grade(index, text, reference));
      return Outcome.GRADED;
    }
    if (digests.get(index) == digest) {
      verdicts.forEach(verdict -> verdict.gradeIfMissing(index, text, reference));
      return Outcome.DUPLICATE;
    }
    conflicting.set(index);
    return Outcome.CONFLICTING;
  }

  /** Adds what became of the drafts of a batch that brought something new. */
  public void add(Speculation speculation) {
    drafts = drafts.plus(speculation);
  }

  /** Everything, for the store. */
  public TallyState state() {
    var answers = answers();
    var state =
        TallyState.newBuilder()
            .setSeen(bytes(seen))
            .setConflicting(bytes(conflicting))
            .addAllDigests(digests)
            .addAllAnswers(answers.texts())
            .setDrafts(drafts.message());
    verdicts.forEach(v -> state.putVerdicts(v.policy().id(), v.message(answers)));
    return state.build();
  }

  /** What the cell wants to know, of {@code problem}. */
  public static ProblemMarks marks(int problem, TallyState state) {
    var conflicts = bits(state.getConflicting()).cardinality();
    return ProblemMarks.newBuilder()
        .setProblem(problem)
        .setSeen(state.getSeen())
        .setConflicts(conflicts)
        .putAllVerdicts(state.getVerdictsMap())
        .setDrafts(state.getDrafts())
        .build();
  }

  private AnswerIndex answers() {
    return AnswerIndex.of(verdicts.stream().flatMap(PolicyVerdicts::answers));
  }

  static <T> void put(List<T> list, int index, T value, T absent) {
    while (list.size() <= index) {
      list.add(absent);
    }
    list.set(index, value);
  }

  private static long digest(String text) {
    var sha256 = Ids.sha256(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.fromHexDigitsToLong(sha256, 0, 16);
  }

  static ByteString bytes(BitSet bits) {
    return ByteString.copyFrom(bits.toByteArray());
  }

  static BitSet bits(ByteString bytes) {
    return BitSet.valueOf(bytes.asReadOnlyByteBuffer());
  }
}
