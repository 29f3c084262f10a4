package dev.foresight.trainer.views;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;

/** Starts the views once the topics are there, and lets nothing start that reads them too soon. */
@Configuration(proxyBeanMethods = false)
@EnableKafkaStreams
class ViewsStart {
  private static final int PHASE = 0;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Bean
  StreamsBuilderFactoryBeanConfigurer streamsPhase() {
    return factory -> factory.setPhase(PHASE);
  }

  @Bean
  SmartLifecycle viewsReady(Views views) {
    return new SmartLifecycle() {
      @Override
      public void start() {
        awaitRunning(views);
      }

      @Override
      public void stop() {}

      @Override
      public boolean isRunning() {
        return views.running();
      }

      @Override
      public int getPhase() {
        return PHASE + 1;
      }
    };
  }

  /** Down once the views have stopped: only a new start helps. */
  @Bean
  HealthIndicator viewsHealth(Views views) {
    return () -> (views.running() ? Health.up() : Health.down()).build();
  }

  private static void awaitRunning(Views views) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!views.running()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("the views were not read within " + PATIENCE);
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("told to end while reading the views", e);
    }
  }
}
