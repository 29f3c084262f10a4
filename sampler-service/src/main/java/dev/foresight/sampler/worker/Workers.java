package dev.foresight.sampler.worker;

import com.google.protobuf.Message;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.proto.WorkQueue;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.broker.WorkQueueProperties;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes tasks from when all else is ready until the sampler is told to end. Then tasks near their
 * end may still end, within the time of a shutdown phase; the others are published anew.
 */
@Component
@InRole(Role.WORKER)
class Workers implements SmartLifecycle {
  /** What handing tasks back may take. */
  private static final Duration HANDING_BACK = Duration.ofSeconds(10);

  private final SamplingWorker worker;
  private final ProducerFactory<String, Message> producers;
  private final WorkerProperties properties;
  private final WorkQueue.Settings settings;
  private final Map<String, Object> consumer;
  private final Tracing tracing;
  private final Clock clock;
  private final Duration grace;
  private List<WorkQueue<SamplingTask>> queues = List.of();

  Workers(
      SamplingWorker worker,
      ProducerFactory<String, Message> producers,
      ConsumerFactory<?, ?> consumers,
      WorkQueueProperties queue,
      WorkerProperties properties,
      LifecycleProperties lifecycle,
      Tracing tracing,
      Clock clock) {
    this.worker = worker;
    this.producers = producers;
    this.properties = properties;
    this.settings =
        new WorkQueue.Settings(
            Topics.SAMPLING_TASKS,
            Topics.SAMPLERS,
            queue.renewal(),
            queue.deliveryLimit(),
            "sampler");
    this.consumer = consumers.getConfigurationProperties();
    this.tracing = tracing;
    this.clock = clock;
    this.grace = draining(lifecycle.getTimeoutPerShutdownPhase());
  }

  /** How long tasks may go on, of {@code phase} in all: what handing back leaves, or half. */
  static Duration draining(Duration phase) {
    var left = phase.minus(HANDING_BACK);
    var half = phase.dividedBy(2);
    return left.compareTo(half) > 0 ? left : half;
  }

  @Override
  public synchronized void start() {
    queues = Stream.generate(this::queue).limit(properties.tasks()).toList();
    queues.forEach(WorkQueue::start);
  }

  private WorkQueue<SamplingTask> queue() {
    return new WorkQueue<>(
        settings,
        SamplingTask.getDefaultInstance(),
        worker,
        consumer,
        producers.createProducer(),
        tracing,
        clock);
  }

  @Override
  public synchronized void stop() {
    try {
      worker.drain(grace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queues.parallelStream().forEach(queue -> queue.close(HANDING_BACK));
    queues = List.of();
  }

  @Override
  public synchronized boolean isRunning() {
    return !queues.isEmpty();
  }
}
