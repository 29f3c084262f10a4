package dev.foresight.trainer.jobs;

import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Ids;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.TrainingJobSpec;
import dev.foresight.trainer.training.Schedule;
import dev.foresight.trainer.training.TrainedModel;

/** The records that announce models. */
final class Announced {
  private Announced() {}

  /** The record of {@code model}; its id is a function of the job and of the files alone. */
  static CheckpointPublished of(TrainingJob job, TrainedModel model) {
    TrainingJobSpec spec = job.getSpec();
    var identity =
        CheckpointPublished.newBuilder()
            .setJobId(job.getJobId())
            .setTokensSeen(model.tokensSeen())
            .putAllSha256(model.sha256())
            .build();
    var checkpoint =
        identity.toBuilder()
            .setCheckpointId(Ids.of(identity))
            .setLocation(model.folder().toUri().toString())
            .setShape(spec.getShape())
            .setTokenBudget(model.budget())
            .setSeed(spec.getSeed())
            .setExperimentId(spec.getExperimentId())
            .setSchedule(Schedule.of(spec.getOptimization().getSchedule()).label())
            .setIntermediate(model.intermediate());
    if (job.hasEvaluation()) {
      checkpoint.setEvaluation(job.getEvaluation());
    }
    return checkpoint.build();
  }
}
