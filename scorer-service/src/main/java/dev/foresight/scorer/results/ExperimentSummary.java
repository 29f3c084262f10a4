package dev.foresight.scorer.results;

import dev.foresight.proto.Experiment;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** An experiment in the list of all. */
record ExperimentSummary(
    @Schema(example = "9f2c") String id,
    @Schema(example = "laptop") String name,
    @Schema(example = "2026-01-31T08:00:00Z") Instant submittedAt) {

  static ExperimentSummary of(Experiment experiment) {
    return new ExperimentSummary(
        experiment.getExperimentId(),
        experiment.getSpec().getName(),
        Instant.ofEpochMilli(experiment.getSubmittedAtMillis()));
  }
}
