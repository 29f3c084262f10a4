package dev.foresight.sampler.broker;

import dev.foresight.proto.Provisioning;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Sets the broker up as the first thing that starts. */
@Component
class Broker implements SmartLifecycle {
  private final KafkaAdmin admin;
  private final BrokerProperties properties;
  private final WorkQueueProperties queue;
  private volatile boolean ready;

  Broker(KafkaAdmin admin, BrokerProperties properties, WorkQueueProperties queue) {
    this.admin = admin;
    this.properties = properties;
    this.queue = queue;
  }

  @Override
  public void start() {
    try {
      Provisioning.run(
          admin.getConfigurationProperties(),
          properties.replication(),
          queue.lock(),
          properties.patience());
      ready = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("told to end while waiting for Kafka", e);
    }
  }

  @Override
  public void stop() {
    ready = false;
  }

  @Override
  public boolean isRunning() {
    return ready;
  }

  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }
}
