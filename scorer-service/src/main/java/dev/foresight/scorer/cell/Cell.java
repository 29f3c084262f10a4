package dev.foresight.scorer.cell;

import com.google.protobuf.ByteString;
import dev.foresight.proto.Estimate;
import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.Ids;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProblemTally;
import dev.foresight.scorer.grading.GradingPolicy;
import dev.foresight.scorer.state.ProblemMarks;
import dev.foresight.scorer.statistics.Bootstrap;
import dev.foresight.scorer.statistics.Interval;
import dev.foresight.scorer.statistics.PassAtKEstimator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An evaluation at one of its temperatures.
 *
 * <p>While samples are missing, estimates are over the longest complete prefix of the evaluation's
 * seeded order of problems. A mean over whatever happens to be complete would favour problems with
 * short answers.
 *
 * @param evaluation what is wanted, and of which checkpoint
 * @param temperature one of the evaluation's, as it is written there
 */
public record Cell(Evaluation evaluation, String temperature) {

  /** The key of the cell in the topic pass-at-k. */
  public static String key(String evaluationId, String temperature) {
    return evaluationId + "/" + temperature;
  }

  /** Whether the evaluation has this temperature at all. */
  public boolean isWanted() {
    return evaluation.getSpec().getTemperaturesList().contains(temperature);
  }

  /**
   * Counts and estimates. Problems and indices that the evaluation does not want do not count.
   *
   * @param marks of the problems with samples, each once, in any order
   * @param resamples of the bootstrap, 20 or more
   */
  public PassAtK passAtK(Iterable<ProblemMarks> marks, int resamples) {
    var tallies = new HashMap<Integer, ProblemTally>();
    long conflicts = 0;
    for (var problem : marks) {
      tallies.put(problem.getProblem(), tally(problem));
      conflicts += problem.getConflicts();
    }
    var ordered =
        spec().getProblemsList().stream().map(tallies::get).filter(Objects::nonNull).toList();
    var prefix = completePrefix(tallies);
    return described()
        .addAllProblems(ordered)
        .addAllEstimates(estimates(prefix, resamples))
        .setComplete(!prefix.isEmpty() && prefix.size() == spec().getProblemsCount())
        .setConflicts(conflicts)
        .build();
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
    var tally =
        ProblemTally.newBuilder().setProblem(marks.getProblem()).setN(count(bits(marks.getSeen())));
    marks.getRightMap().forEach((policy, right) -> tally.putCorrect(policy, count(bits(right))));
    return tally.build();
  }

  private static BitSet bits(ByteString bytes) {
    return BitSet.valueOf(bytes.asReadOnlyByteBuffer());
  }

  private int count(BitSet indices) {
    return indices.get(0, spec().getSamplesPerProblem()).cardinality();
  }

  private List<ProblemTally> completePrefix(Map<Integer, ProblemTally> tallies) {
    return spec().getProblemsList().stream()
        .map(problem -> tallies.getOrDefault(problem, ProblemTally.getDefaultInstance()))
        .takeWhile(tally -> tally.getN() > 0 && tally.getN() == spec().getSamplesPerProblem())
        .toList();
  }

  private List<Estimate> estimates(List<ProblemTally> problems, int resamples) {
    var wanted = wantedEstimates();
    if (problems.isEmpty() || wanted.isEmpty()) {
      return List.of();
    }
    var values = wanted.stream().map(w -> values(w, problems)).toArray(double[][]::new);
    var intervals = new Bootstrap(resamples, seed()).intervals(values);
    var estimates = new ArrayList<Estimate>();
    for (int i = 0; i < values.length; i++) {
      estimates.add(estimate(wanted.get(i), values[i], intervals.get(i)));
    }
    return estimates;
  }

  /** Each policy that can be graded and each k that is defined. */
  private List<Estimate> wantedEstimates() {
    return spec().getPoliciesList().stream()
        .filter(policy -> GradingPolicy.of(policy).isPresent())
        .flatMap(policy -> spec().getKList().stream().map(k -> wanted(policy, k)))
        .filter(wanted -> wanted.getK() >= 1 && wanted.getK() <= spec().getSamplesPerProblem())
        .toList();
  }

  private static Estimate wanted(String policy, int k) {
    return Estimate.newBuilder().setPolicy(policy).setK(k).build();
  }

  /** pass@k by problem. */
  private static double[] values(Estimate wanted, List<ProblemTally> problems) {
    return problems.stream()
        .mapToDouble(
            problem ->
                PassAtKEstimator.estimate(
                    problem.getN(),
                    problem.getCorrectOrDefault(wanted.getPolicy(), 0),
                    wanted.getK()))
        .toArray();
  }

  private static Estimate estimate(Estimate wanted, double[] values, Interval interval) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return wanted.toBuilder()
        .setValue(sum / values.length)
        .setLower(interval.lower())
        .setUpper(interval.upper())
        .setProblems(values.length)
        .build();
  }

  /** The bootstrap's seed: the same cell and counts give the same interval anywhere. */
  private long seed() {
    var key = key(evaluation.getEvaluationId(), temperature);
    return HexFormat.fromHexDigitsToLong(Ids.sha256(key.getBytes(StandardCharsets.UTF_8)), 0, 16);
  }
}
