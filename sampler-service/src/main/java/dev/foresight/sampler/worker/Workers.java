package dev.foresight.sampler.worker;

import com.google.protobuf.Message;
import dev.foresight.proto.SamplingTask;
import dev.foresight.proto.Topics;
import dev.foresight.proto.WorkQueue;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.broker.WorkQueueProperties;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/** Takes tasks from when all else is ready until the sampler is told to end. */
@Component
@InRole(Role.WORKER)
class Workers implements SmartLifecycle {
  private final SamplingWorker worker;
  private final ProducerFactory<String, Message> producers;
  private final WorkerProperties properties;
  private final WorkQueue.Settings settings;
  private final Map<String, Object> consumer;
  private final Clock clock;
  private List<WorkQueue<SamplingTask>> queues = List.of();

  Workers(
      SamplingWorker worker,
      ProducerFactory<String, Message> producers,
      KafkaProperties kafka,
      WorkQueueProperties queue,
      WorkerProperties properties,
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
    this.consumer = kafka.buildConsumerProperties();
    this.clock = clock;
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
        clock);
  }

  @Override
  public synchronized void stop() {
    queues.parallelStream().forEach(WorkQueue::close);
    queues = List.of();
  }

  @Override
  public synchronized boolean isRunning() {
    return !queues.isEmpty();
  }
}
