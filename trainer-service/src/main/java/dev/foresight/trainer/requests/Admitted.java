package dev.foresight.trainer.requests;

import dev.foresight.proto.EvaluationPlan;
import dev.foresight.proto.ExperimentSpec;
import dev.foresight.proto.StatePolicy;
import dev.foresight.proto.TrainingJob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment that can be run.
 *
 * @param sources where each source of its data was found: a path or a glob
 * @param tokenizer where its tokenizer was found; empty if it is trained
 * @param initial URI of the folder of the initial checkpoint; empty if there is none
 * @param dataset where the problems of its evaluation were found; null if nothing is evaluated
 */
public record Admitted(
    ExperimentSpec spec,
    List<String> sources,
    String tokenizer,
    String initial,
    StatePolicy states,
    @Nullable String dataset) {

  /** The record that queues {@code job}. */
  public TrainingJob queued(Job job) {
    var queued =
        TrainingJob.newBuilder()
            .setJobId(job.id())
            .setSpec(job.spec())
            .setAttempt(job.attempt())
            .addAllSourceLocations(sources)
            .setTokenizerLocation(tokenizer)
            .setInitialLocation(initial)
            .setStates(states);
    if (dataset != null) {
      queued.setEvaluation(
          EvaluationPlan.newBuilder().setSpec(spec.getEvaluation()).setDatasetLocation(dataset));
    }
    return queued.build();
  }
}
