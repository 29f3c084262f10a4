package dev.foresight.scorer.metrics;

import dev.foresight.proto.Estimate;
import dev.foresight.proto.PassAtK;
import dev.foresight.proto.ProblemTally;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashSet;
import java.util.Set;

/** The series of one scrape. Mutable. */
final class Series {
  private final GaugeSnapshot.Builder value =
      gauge("foresight_pass_at_k", "Unbiased pass@k, 0 to 1, under the primary grading policy");
  private final GaugeSnapshot.Builder lower =
      gauge("foresight_pass_at_k_lower", "Lower end of its 90% bootstrap interval over problems");
  private final GaugeSnapshot.Builder upper =
      gauge("foresight_pass_at_k_upper", "Upper end of its 90% bootstrap interval over problems");
  private final GaugeSnapshot.Builder problemsComplete =
      gauge("foresight_problems_complete", "Problems of a cell with every sample");
  private final GaugeSnapshot.Builder problemsWanted =
      gauge("foresight_problems_wanted", "Problems of a cell in all");
  private final GaugeSnapshot.Builder samplesCounted =
      gauge("foresight_samples_counted", "Distinct samples of a cell; never more than wanted");
  private final GaugeSnapshot.Builder samplesWanted =
      gauge("foresight_samples_wanted", "Samples of a cell in all, problems x samples a problem");
  private final GaugeSnapshot.Builder samplesAwaited =
      gauge(
          "foresight_samples_awaited",
          "Samples of a cell still to come; 0 once its evaluation is complete, cancelled or failed");
  private final Set<Labels> cells = new HashSet<>();

  private static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  /**
   * Adds {@code cell} unless there is one of the same labels.
   *
   * @param active whether its evaluation goes on
   */
  void add(PassAtK cell, String policy, boolean active) {
    var labels = labels(cell);
    if (!cells.add(labels)) {
      return;
    }
    point(problemsComplete, labels, problemsComplete(cell));
    point(problemsWanted, labels, cell.getProblemsTotal());
    long counted = samplesCounted(cell);
    long wanted = (long) cell.getProblemsTotal() * cell.getSamplesPerProblem();
    point(samplesCounted, labels, (double) counted);
    point(samplesWanted, labels, (double) wanted);
    point(samplesAwaited, labels, active ? (double) (wanted - counted) : 0);
    cell.getEstimatesList().stream()
        .filter(estimate -> estimate.getPolicy().equals(policy))
        .forEach(estimate -> add(labels, estimate));
  }

  private void add(Labels cell, Estimate estimate) {
    var labels = cell.add("k", Integer.toString(estimate.getK()));
    point(value, labels, estimate.getValue());
    point(lower, labels, estimate.getLower());
    point(upper, labels, estimate.getUpper());
  }

  private static void point(GaugeSnapshot.Builder gauge, Labels labels, double value) {
    gauge.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
  }

  private static Labels labels(PassAtK cell) {
    return Labels.of(
        "experiment",
        cell.getExperimentId(),
        "run",
        cell.getJobId().isEmpty() ? cell.getCheckpointId() : cell.getJobId(),
        "predict_tokens",
        Integer.toString(cell.getPredictTokens()),
        "tokens_seen",
        Long.toString(cell.getTokensSeen()),
        "temperature",
        cell.getTemperature());
  }

  private static long samplesCounted(PassAtK cell) {
    return cell.getProblemsList().stream().mapToLong(ProblemTally::getN).sum();
  }

  private static int problemsComplete(PassAtK cell) {
    return (int)
        cell.getProblemsList().stream()
            .filter(problem -> problem.getN() >= cell.getSamplesPerProblem())
            .count();
  }

  MetricSnapshots snapshots() {
    return MetricSnapshots.of(
        value.build(),
        lower.build(),
        upper.build(),
        problemsComplete.build(),
        problemsWanted.build(),
        samplesCounted.build(),
        samplesWanted.build(),
        samplesAwaited.build());
  }
}
