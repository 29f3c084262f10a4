package dev.foresight.scorer.broker;

import dev.foresight.proto.Provisioning;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Waits for the broker and provisions the topics before anything else of the service starts. */
@Component
@EnableConfigurationProperties({BrokerSettings.class, WorkQueueSettings.class})
class BrokerFirst implements SmartLifecycle {
  private final KafkaAdmin admin;
  private final BrokerSettings settings;
  private final WorkQueueSettings queues;
  private volatile boolean running;

  BrokerFirst(KafkaAdmin admin, BrokerSettings settings, WorkQueueSettings queues) {
    this.admin = admin;
    this.settings = settings;
    this.queues = queues;
  }

  @Override
  public void start() {
    try {
      Provisioning.run(
          admin.getConfigurationProperties(),
          settings.replication(),
          queues.lock(),
          settings.patience());
      running = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("told to end while waiting for Kafka", e);
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the stream and the web server. */
  @Override
  public int getPhase() {
    return 0;
  }
}
