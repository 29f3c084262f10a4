package dev.foresight.proto;

import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.MDC;

/**
 * What a piece of work is about, by the ids that log lines, spans and metrics call it by.
 *
 * @param ids {@code experiment}, {@code run} (the training job), {@code evaluation} and {@code
 *     task}, as far as they are known
 */
public record Subject(Map<String, String> ids) {
  private static final String EXPERIMENT = "experiment";
  private static final String RUN = "run";
  private static final String EVALUATION = "evaluation";
  private static final String TASK = "task";

  /** A piece of work. */
  @FunctionalInterface
  public interface Work<E extends Exception> {
    /** Does it. */
    void run() throws E;
  }

  /** What {@code message} is about; nothing for a message that says nothing of it. */
  public static Subject of(Message message) {
    var ids = new LinkedHashMap<String, String>();
    collect(message, ids);
    ids.values().removeIf(String::isEmpty);
    return new Subject(ids);
  }

  private static void collect(Message message, Map<String, String> ids) {
    switch (message) {
      case Experiment experiment -> ids.put(EXPERIMENT, experiment.getExperimentId());
      case TrainingJob job -> {
        ids.put(EXPERIMENT, job.getSpec().getExperimentId());
        ids.put(RUN, job.getJobId());
      }
      case CheckpointPublished checkpoint -> {
        ids.put(EXPERIMENT, checkpoint.getExperimentId());
        ids.put(RUN, checkpoint.getJobId());
      }
      case Evaluation evaluation -> {
        collect(evaluation.getCheckpoint(), ids);
        ids.put(EVALUATION, evaluation.getEvaluationId());
      }
      case SamplingTask task -> {
        collect(task.getCheckpoint(), ids);
        ids.put(EVALUATION, task.getEvaluationId());
        ids.put(TASK, task.getTaskId());
      }
      case SampleBatch batch -> ids.put(EVALUATION, batch.getEvaluationId());
      case Cancel cancel -> {
        ids.put(RUN, cancel.getJobId());
        ids.put(EVALUATION, cancel.getEvaluationId());
      }
      case Rescore rescore -> ids.put(EVALUATION, rescore.getEvaluationId());
      default -> {}
    }
  }

  /** Does {@code work}; what this thread logs meanwhile carries the ids. */
  public <E extends Exception> void inLogs(Work<E> work) throws E {
    var before = Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.<String, String>of());
    ids.forEach(MDC::put);
    try {
      work.run();
    } finally {
      MDC.setContextMap(before);
    }
  }
}
