package dev.foresight.sampler.worker;

import dev.foresight.proto.SamplingTask;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.decoding.StepListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import org.springframework.stereotype.Component;

/**
 * How sampling goes. Tokens count when they are drawn, samples when they are published; a task that
 * is done again counts again.
 */
@Component
@InRole(Role.WORKER)
class SamplingMetrics {
  private static final String[] RUN = {"experiment", "run", "predict_tokens"};

  private final Counter tokens;
  private final Counter samples;
  private final Gauge tokensPerSecond;
  private final Summary stepSeconds;

  SamplingMetrics(PrometheusRegistry registry) {
    tokens =
        Counter.builder()
            .name("foresight_sampled_tokens")
            .help("Tokens drawn here")
            .labelNames(RUN)
            .register(registry);
    samples =
        Counter.builder()
            .name("foresight_sampled_samples")
            .help("Samples published from here")
            .labelNames(RUN)
            .register(registry);
    tokensPerSecond =
        Gauge.builder()
            .name("foresight_sampling_tokens_per_second")
            .help("Tokens drawn each second over the latest step; 0 between tasks")
            .register(registry);
    stepSeconds =
        Summary.builder()
            .name("foresight_sampling_step_seconds")
            .help("Time of the decoding steps, each a token for every row")
            .unit(Unit.SECONDS)
            .labelNames(RUN)
            .register(registry);
  }

  /** Counts the steps of {@code task}. */
  StepListener steps(SamplingTask task) {
    var labels = labels(task);
    var drawn = tokens.labelValues(labels);
    var step = stepSeconds.labelValues(labels);
    return (count, nanoseconds) -> {
      double seconds = nanoseconds / 1e9;
      drawn.inc(count);
      step.observe(seconds);
      tokensPerSecond.set(count / seconds);
    };
  }

  /** Counts {@code count} samples of {@code task} as published. */
  void published(SamplingTask task, int count) {
    samples.labelValues(labels(task)).inc(count);
    tokensPerSecond.set(0);
  }

  private static String[] labels(SamplingTask task) {
    var checkpoint = task.getCheckpoint();
    return new String[] {
      checkpoint.getExperimentId(),
      checkpoint.getJobId(),
      Integer.toString(checkpoint.getShape().getPredictTokens())
    };
  }
}
