package dev.foresight.scorer.cell;

import com.google.protobuf.ByteString;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Ids;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.PolicyTally;
import dev.foresight.proto.ProblemTally;
import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.state.ProblemMarks;
import dev.foresight.scorer.state.Verdicts;
import dev.foresight.scorer.statistics.MajorityVote;
import dev.foresight.scorer.tally.DraftSums;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An evaluation at one of its temperatures.
 *
 * @param evaluation what is wanted, and of which checkpoint
 * @param temperature one of the evaluation's, as it is written there
 */
public record Cell(Evaluation evaluation, String temperature) {

  /** The key of the cell in the topic pass-at-k. */
  public static String key(String evaluationId, String temperature) {
    return evaluationId + "/" + temperature;
  }

  /** The bootstrap's seed for {@code key}: the same cell and counts give the same interval. */
  public static long seed(String key) {
    return HexFormat.fromHexDigitsToLong(Ids.sha256(key.getBytes(StandardCharsets.UTF_8)), 0, 16);
  }

  /** Whether the evaluation has this temperature at all. */
  public boolean isWanted() {
    return evaluation.getSpec().getTemperaturesList().contains(temperature);
  }

  /**
   * Counts and estimates. Problems and indices that the evaluation does not want do not count, so
   * never more than problems x samples do.
   *
   * @param marks of the problems with samples, each once, in any order
   */
  public PassAtK passAtK(Collection<ProblemMarks> marks, CellEstimates estimates) {
    var counted = counted(marks);
    var complete = CompleteProblems.of(spec(), counted);
    return counted
        .addAllEstimates(estimates.of(spec(), complete, seed(key())))
        .setComplete(
            !complete.rows().isEmpty() && complete.rows().size() == spec().getProblemsCount())
        .build();
  }

  private PassAtK.Builder counted(Collection<ProblemMarks> marks) {
    var byProblem =
        marks.stream().collect(Collectors.toMap(ProblemMarks::getProblem, Function.identity()));
    var ordered =
        spec().getProblemsList().stream().map(byProblem::get).filter(Objects::nonNull).toList();
    var counted = described();
    counted.setConflicts(marks.stream().mapToLong(ProblemMarks::getConflicts).sum());
    drafts(ordered).speculation().ifPresent(counted::setSpeculation);
    ordered.forEach(problem -> counted.addProblems(tally(problem)));
    Arrays.stream(GradingPolicy.values())
        .filter(policy -> ordered.stream().allMatch(problem -> isGraded(policy.id(), problem)))
        .forEach(policy -> counted.addPolicies(tally(policy.id(), ordered)));
    return counted;
  }

  private static DraftSums drafts(List<ProblemMarks> marks) {
    return marks.stream()
        .map(problem -> DraftSums.of(problem.getDrafts()))
        .reduce(DraftSums.NONE, DraftSums::plus);
  }

  private String key() {
    return key(evaluation.getEvaluationId(), temperature);
  }

  private EvaluationSpec spec() {
    return evaluation.getSpec();
  }

  private PassAtK.Builder described() {
    var checkpoint = evaluation.getCheckpoint();
    return PassAtK.newBuilder()
        .setEvaluationId(evaluation.getEvaluationId())
        .setTemperature(temperature)
        .setExperimentId(checkpoint.getExperimentId())
        .setJobId(checkpoint.getJobId())
        .setCheckpointId(checkpoint.getCheckpointId())
        .setPredictTokens(checkpoint.getShape().getPredictTokens())
        .setTokensSeen(checkpoint.getTokensSeen())
        .setSeed(checkpoint.getSeed())
        .setSamplesPerProblem(spec().getSamplesPerProblem())
        .setProblemsTotal(spec().getProblemsCount());
  }

  private ProblemTally tally(ProblemMarks marks) {
    return ProblemTally.newBuilder()
        .setProblem(marks.getProblem())
        .setN(wanted(marks.getSeen()).cardinality())
        .build();
  }

  private PolicyTally tally(String policy, List<ProblemMarks> problems) {
    var tally = PolicyTally.newBuilder().setPolicy(policy);
    for (var problem : problems) {
      var verdicts = problem.getVerdictsOrDefault(policy, Verdicts.getDefaultInstance());
      var right = wanted(verdicts.getRight());
      tally.addRight(right.cardinality());
      tally.addMajority(MajorityVote.ties(answers(verdicts), right::get));
    }
    return tally.build();
  }

  /** A policy that has graded some samples only has no columns: they would show too little. */
  private boolean isGraded(String policy, ProblemMarks problem) {
    return problem.containsVerdicts(policy)
        && wanted(problem.getVerdictsOrThrow(policy).getMissing()).isEmpty();
  }

  private int[] answers(Verdicts verdicts) {
    return verdicts.getAnswerList().stream()
        .limit(spec().getSamplesPerProblem())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private BitSet wanted(ByteString bits) {
    return BitSet.valueOf(bits.asReadOnlyByteBuffer()).get(0, spec().getSamplesPerProblem());
  }
}
