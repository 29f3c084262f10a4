package dev.foresight.sampler.worker;

import dev.foresight.model.TorchScript;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.proto.WorkQueue;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.broker.Announcer;
import dev.foresight.sampler.checkpoints.CheckpointFiles;
import dev.foresight.sampler.decoding.Engine;
import dev.foresight.sampler.views.Views;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Does one task: decodes all of it, publishes all of it, or nothing. What is no longer wanted is
 * skipped. A checkpoint that cannot be used gives the task up.
 */
@Component
@InRole(Role.WORKER)
class SamplingWorker implements WorkQueue.Worker<SamplingTask>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SamplingWorker.class);

  private final Views views;
  private final Announcer announcer;
  private final SamplingMetrics metrics;
  private final WorkerProperties properties;
  private final LoadedModels models;
  private final Engine engine;
  private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

  SamplingWorker(
      Views views,
      Announcer announcer,
      SamplingMetrics metrics,
      CheckpointFiles files,
      WorkerProperties properties) {
    this.views = views;
    this.announcer = announcer;
    this.metrics = metrics;
    this.properties = properties;
    this.models = new LoadedModels(files, properties.checkpoints());
    this.engine = new Engine(properties.rows());
  }

  @Override
  public void work(SamplingTask task, int delivery) throws IOException, InterruptedException {
    if (!isWanted(task)) {
      log.debug("{} is no longer wanted", task.getTaskId());
      return;
    }
    TorchScript.useThreads(properties.threads(Runtime.getRuntime().availableProcessors()));
    inUse.readLock().lock();
    try (var lease = models.lease(task.getCheckpoint(), task.getPrecision())) {
      var steps = metrics.steps(task);
      publish(task, engine.decode(lease.model(), task, () -> isWanted(task), steps));
    } finally {
      metrics.ended(task);
      inUse.readLock().unlock();
    }
  }

  /** A task whose evaluation is not known yet is ahead of the view. */
  private boolean isWanted(SamplingTask task) {
    return views
        .evaluation(task.getEvaluationId())
        .map(e -> e.getState() == EvaluationState.EVALUATION_STATE_ACTIVE)
        .orElse(true);
  }

  private void publish(SamplingTask task, List<SampleBatch> batches) throws InterruptedException {
    try {
      announcer.sendAll(
          Topics.SAMPLES, batches, batch -> batch.getEvaluationId() + "/" + batch.getProblem());
      metrics.published(task, batches.stream().mapToInt(SampleBatch::getSamplesCount).sum());
    } catch (KafkaException e) {
      log.warn("{}: {}; the task goes back", task.getTaskId(), e.getMessage(), e);
      throw new InterruptedException("the samples were not written");
    }
  }

  /** Waits for the step of a task that was asked to stop. */
  @Override
  public void close() {
    inUse.writeLock().lock();
    engine.close();
    models.close();
  }
}
