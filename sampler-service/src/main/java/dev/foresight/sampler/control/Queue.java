package dev.foresight.sampler.control;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the queue of sampling tasks was when it was last looked at, as metrics. */
final class Queue {
  private static final long UNKNOWN = -1;

  private final Backlog backlog;
  private final Gauge tasks;
  private final Gauge workers;
  private volatile long deadLetters = UNKNOWN;

  Queue(Backlog backlog, PrometheusRegistry registry) {
    this.backlog = backlog;
    this.tasks =
        Gauge.builder()
            .name("foresight_sampling_backlog")
            .help("Sampling tasks handed out and not done, those in work included")
            .register(registry);
    this.workers =
        Gauge.builder()
            .name("foresight_sampling_workers")
            .help("Tasks that workers can do at once: consumers in their share group")
            .register(registry);
    CounterWithCallback.builder()
        .name("foresight_dead_letters")
        .help("Dead letters ever written, by any service")
        .callback(this::deadLetters)
        .register(registry);
  }

  /** Nothing at first: a count that began at 0 would seem to rise to what it was long ago. */
  private void deadLetters(CounterWithCallback.Callback counter) {
    if (deadLetters != UNKNOWN) {
      counter.call((double) deadLetters);
    }
  }

  /**
   * The queue now.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer
   */
  Observed observe() throws InterruptedException {
    var now = new Observed(backlog.tasks(), backlog.workers());
    tasks.set((double) now.tasks());
    workers.set(now.workers());
    deadLetters = backlog.deadLetters();
    return now;
  }

  /**
   * @param tasks not done, those in work included
   * @param workers tasks that can be done at once
   */
  record Observed(long tasks, int workers) {}
}
