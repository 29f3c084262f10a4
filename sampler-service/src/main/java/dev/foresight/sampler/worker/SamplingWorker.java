package dev.foresight.sampler.worker;

import dev.foresight.model.ComputeDevice;
import dev.foresight.proto.EvaluationState;
import dev.foresight.proto.SampleBatch;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.proto.WorkQueue;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.broker.Announcer;
import dev.foresight.sampler.checkpoints.CheckpointFiles;
import dev.foresight.sampler.decoding.Engine;
import dev.foresight.sampler.views.Views;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private final Tracing tracing;
  private final SamplingMetrics metrics;
  private final LoadedModels models;
  private final Engine engine;
  private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();
  private volatile boolean draining;

  SamplingWorker(
      Views views,
      Announcer announcer,
      Tracing tracing,
      SamplingMetrics metrics,
      CheckpointFiles files,
      WorkerProperties properties) {
    this.views = views;
    this.announcer = announcer;
    this.tracing = tracing;
    this.metrics = metrics;
    var device = ComputeDevice.of(properties.device());
    var settings = properties.settings(device, Runtime.getRuntime().availableProcessors());
    this.models =
        new LoadedModels(
            files::open, properties.modelBytes(device), device, properties.speculation());
    this.engine = new Engine(settings);
    metrics.follow(engine::figures, models::bytes);
  }

  @Override
  public void work(SamplingTask task, int delivery) throws IOException, InterruptedException {
    if (draining) {
      new CountDownLatch(1).await(); // until the queue closes, which hands the task back
    }
    if (!isWanted(task)) {
      log.debug("{} is no longer wanted", task.getTaskId());
      return;
    }
    inUse.readLock().lock();
    try (var lease = models.lease(task.getCheckpoint(), task.getPrecision())) {
      var tokens = metrics.tokens(task);
      publish(task, engine.decode(lease.model(), task, () -> isWanted(task), tokens));
    } finally {
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
      tracing.send(
          Topics.SAMPLES,
          batches.size(),
          task,
          () ->
              announcer.sendAll(
                  Topics.SAMPLES,
                  batches,
                  batch -> batch.getEvaluationId() + "/" + batch.getProblem()));
      metrics.published(task, batches);
    } catch (KafkaException e) {
      log.warn("{}: {}; the task goes back", task.getTaskId(), e.getMessage(), e);
      throw new InterruptedException("the samples were not written");
    }
  }

  /**
   * Starts nothing more; gives the tasks all of whose samples are being decoded time to end, and
   * the others back.
   *
   * @param grace how long to wait at most
   */
  void drain(Duration grace) throws InterruptedException {
    draining = true;
    long end = System.nanoTime() + grace.toNanos();
    boolean ended =
        engine.drain(grace)
            && inUse.writeLock().tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (ended) {
      inUse.writeLock().unlock();
    }
    log.info(ended ? "no task is in work" : "tasks that did not end are handed back");
  }

  /** Hands back the tasks in work. */
  @Override
  public void close() {
    engine.close();
    inUse.writeLock().lock();
    models.close();
  }
}
