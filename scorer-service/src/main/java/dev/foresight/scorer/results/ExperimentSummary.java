package dev.foresight.scorer.results;

import dev.foresight.proto.Experiment;
import java.time.Instant;

/** An experiment in the list of all. */
record ExperimentSummary(String id, String name, Instant submittedAt) {

  static ExperimentSummary of(Experiment experiment) {
    return new ExperimentSummary(
        experiment.getExperimentId(),
        experiment.getSpec().getName(),
        Instant.ofEpochMilli(experiment.getSubmittedAtMillis()));
  }
}
