package dev.foresight.trainer.jobs;

import dev.foresight.proto.TrainingJob;
import dev.foresight.trainer.training.Step;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import org.springframework.stereotype.Component;

/**
 * How training goes. Tokens and step times only grow; the gauges of a run are there while it runs
 * on this trainer, so the sum of tokens per second over all trainers is the fleet's speed.
 */
@Component
class TrainingMetrics {
  private static final String[] RUN = {"experiment", "run", "predict_tokens"};

  private final Gauge loss;
  private final Gauge tokensPerSecond;
  private final Gauge learningRate;
  private final Gauge gradientNorm;
  private final Counter tokens;
  private final Summary stepSeconds;

  TrainingMetrics(PrometheusRegistry registry) {
    loss =
        Gauge.builder()
            .name("foresight_training_loss")
            .help("Mean cross-entropy of a prediction head over the latest step, in nats")
            .labelNames("experiment", "run", "predict_tokens", "head")
            .register(registry);
    tokensPerSecond =
        gauge(registry, "tokens_per_second", "Tokens trained on each second over the latest step");
    learningRate = gauge(registry, "learning_rate", "Learning rate of the latest step");
    gradientNorm =
        gauge(registry, "gradient_norm", "Norm of the latest step's gradient before clipping");
    tokens =
        Counter.builder()
            .name("foresight_training_tokens")
            .help("Tokens trained on here, those repeated after a crash included")
            .labelNames(RUN)
            .register(registry);
    stepSeconds =
        Summary.builder()
            .name("foresight_training_step_seconds")
            .help("Time of the optimizer's steps")
            .unit(Unit.SECONDS)
            .labelNames(RUN)
            .register(registry);
  }

  private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder()
        .name("foresight_training_" + name)
        .help(help)
        .labelNames(RUN)
        .register(registry);
  }

  void observe(TrainingJob job, Step step) {
    String[] run = labels(job);
    double seconds = step.took().toNanos() / 1e9;
    for (int head = 1; head <= step.losses().size(); head++) {
      loss.labelValues(run[0], run[1], run[2], Integer.toString(head))
          .set(step.losses().get(head - 1));
    }
    tokensPerSecond.labelValues(run).set(step.tokens() / seconds);
    learningRate.labelValues(run).set(step.learningRate());
    gradientNorm.labelValues(run).set(step.gradientNorm());
    tokens.labelValues(run).inc(step.tokens());
    stepSeconds.labelValues(run).observe(seconds);
  }

  /** Takes away the gauges of a run that ended here. */
  void ended(TrainingJob job) {
    String[] run = labels(job);
    loss.removeIf(values -> values.get(1).equals(run[1]));
    tokensPerSecond.remove(run);
    learningRate.remove(run);
    gradientNorm.remove(run);
  }

  private static String[] labels(TrainingJob job) {
    return new String[] {
      job.getSpec().getExperimentId(),
      job.getJobId(),
      Integer.toString(job.getSpec().getShape().getPredictTokens())
    };
  }
}
