package dev.foresight.trainer.jobs;

import com.google.protobuf.Message;
import dev.foresight.proto.Topics;
import dev.foresight.proto.Tracing;
import dev.foresight.proto.TrainingJob;
import dev.foresight.proto.WorkQueue;
import dev.foresight.trainer.broker.WorkQueueProperties;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/** Takes jobs, one at a time, from when all else is ready until the trainer is told to end. */
@Component
class JobQueue implements SmartLifecycle {
  private final JobWorker worker;
  private final ProducerFactory<String, Message> producers;
  private final WorkQueue.Settings settings;
  private final Map<String, Object> consumer;
  private final Tracing tracing;
  private final Clock clock;
  private @Nullable WorkQueue<TrainingJob> queue;

  JobQueue(
      JobWorker worker,
      ProducerFactory<String, Message> producers,
      ConsumerFactory<?, ?> consumers,
      WorkQueueProperties properties,
      Tracing tracing,
      Clock clock) {
    this.worker = worker;
    this.producers = producers;
    this.settings =
        new WorkQueue.Settings(
            Topics.TRAINING_JOBS,
            Topics.TRAINERS,
            properties.renewal(),
            properties.deliveryLimit(),
            properties.tries(),
            properties.pause(),
            "trainer");
    this.consumer = consumers.getConfigurationProperties();
    this.tracing = tracing;
    this.clock = clock;
  }

  @Override
  public synchronized void start() {
    queue =
        new WorkQueue<>(
            settings,
            TrainingJob.getDefaultInstance(),
            worker,
            consumer,
            producers.createProducer(),
            tracing,
            clock);
    queue.start();
  }

  @Override
  public synchronized void stop() {
    if (queue != null) {
      queue.close();
      queue = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return queue != null;
  }
}
