package dev.foresight.sampler.worker;

import dev.foresight.proto.SamplingTask;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.decoding.StepListener;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Summary stepSeconds;
  private final Map<String, Double> tokensPerSecond = new ConcurrentHashMap<>();

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
    stepSeconds =
        Summary.builder()
            .name("foresight_sampling_step_seconds")
            .help("Time of the decoding steps, each a token for every row")
            .unit(Unit.SECONDS)
            .labelNames(RUN)
            .register(registry);
    GaugeWithCallback.builder()
        .name("foresight_sampling_tokens_per_second")
        .help("Tokens drawn here each second over the latest steps; 0 between tasks")
        .callback(
            gauge ->
                gauge.call(
                    tokensPerSecond.values().stream().mapToDouble(Double::doubleValue).sum()))
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
      tokensPerSecond.put(task.getTaskId(), count / seconds);
    };
  }

  /** Counts {@code count} samples of {@code task} as published. */
  void published(SamplingTask task, int count) {
    samples.labelValues(labels(task)).inc(count);
  }

  /** Takes the speed of {@code task} away. */
  void ended(SamplingTask task) {
    tokensPerSecond.remove(task.getTaskId());
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
