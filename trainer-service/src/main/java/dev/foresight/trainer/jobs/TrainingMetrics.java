package dev.foresight.trainer.jobs;

import dev.foresight.proto.TrainingJob;
import dev.foresight.trainer.training.Step;
import dev.foresight.trainer.training.Written;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * How training goes. Counters and times only grow; the gauges of a run are there while it runs on
 * this trainer, so the sum of tokens per second over all trainers is the fleet's speed.
 */
@Component
class TrainingMetrics {
  private static final String[] RUN = {"experiment", "run", "predict_tokens"};

  private final Clock clock;
  private final Gauge loss;
  private final Gauge tokensPerSecond;
  private final Gauge utilization;
  private final Gauge learningRate;
  private final Gauge gradientNorm;
  private final Gauge lastStep;
  private final Counter tokens;
  private final Counter saveFailures;
  private final Summary stepSeconds;
  private final Summary checkpointSeconds;
  private final Gauge checkpointBytes;
  private final Counter ended;
  private final Counter diverged;

  TrainingMetrics(PrometheusRegistry registry, MatrixRate rate, Clock clock) {
    this.clock = clock;
    loss =
        Gauge.builder()
            .name("foresight_training_loss")
            .help("Mean cross-entropy of a head in nats: the latest step's or the held-out tokens'")
            .labelNames("experiment", "run", "predict_tokens", "head", "split")
            .register(registry);
    tokensPerSecond =
        gauge(registry, "tokens_per_second", "Tokens trained on each second over the latest step");
    utilization =
        gauge(
            registry,
            "flop_utilization_ratio",
            "Counted operations of the latest step a second over the device's matrix-product rate");
    learningRate = gauge(registry, "learning_rate", "Learning rate of the latest step");
    gradientNorm =
        gauge(registry, "gradient_norm", "Norm of the latest step's gradient before clipping");
    lastStep =
        Gauge.builder()
            .name("foresight_training_last_step_timestamp_seconds")
            .help("When the latest step ended, in seconds since 1970; before the first, the start")
            .unit(Unit.SECONDS)
            .labelNames(RUN)
            .register(registry);
    tokens = counter(registry, "tokens", "Tokens trained on here, repeated ones included");
    saveFailures = counter(registry, "save_failures", "States that could not be saved");
    stepSeconds = summary(registry, "step_seconds", "Time of the optimizer's steps");
    checkpointSeconds =
        summary(registry, "checkpoint_write_seconds", "Time to write a state or a checkpoint");
    checkpointBytes =
        gauge(registry, "checkpoint_bytes", "Size of the latest state or checkpoint written");
    ended =
        Counter.builder()
            .name("foresight_training_runs_ended")
            .help("Runs that ended here for good, by how")
            .labelNames("outcome")
            .register(registry);
    for (var outcome : Outcome.values()) {
      ended.labelValues(outcome.label()); // a series that begins at 1 has no increase
    }
    diverged =
        Counter.builder()
            .name("foresight_training_diverged")
            .help("Runs that ended here as a loss or gradient was not finite; they failed as well")
            .register(registry);
    GaugeWithCallback.builder()
        .name("foresight_training_matrix_product_flops")
        .help("Floating-point operations a second of a large matrix product, measured here")
        .labelNames("precision")
        .callback(measured -> rate.forEach((label, flops) -> measured.call(flops, label)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("foresight_resident_memory_bytes")
        .help("Memory of this process that is in RAM: heap, native memory and code")
        .unit(Unit.BYTES)
        .callback(now -> ResidentMemory.bytes().ifPresent(now::call))
        .register(registry);
  }

  private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
    return Gauge.builder()
        .name("foresight_training_" + name)
        .help(help)
        .labelNames(RUN)
        .register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .name("foresight_training_" + name)
        .help(help)
        .labelNames(RUN)
        .register(registry);
  }

  private static Summary summary(PrometheusRegistry registry, String name, String help) {
    return Summary.builder()
        .name("foresight_training_" + name)
        .help(help)
        .unit(Unit.SECONDS)
        .labelNames(RUN)
        .register(registry);
  }

  /** How a run ends. */
  enum Outcome {
    SUCCEEDED,
    CANCELLED,
    FAILED;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Counts a run that ended for good. */
  void ended(Outcome outcome) {
    ended.labelValues(outcome.label()).inc();
  }

  /** Counts a run whose arithmetic came to no number. */
  void diverged() {
    diverged.inc();
  }

  /**
   * The metrics of one run.
   *
   * @param fullSpeed tokens a second if all of the device's matrix-product rate were used
   */
  OfRun of(TrainingJob job, double fullSpeed) {
    return new OfRun(job, fullSpeed);
  }

  /** The metrics of one run while it runs here; closed, its gauges are taken away. */
  final class OfRun implements AutoCloseable {
    private final String[] run;
    private final double fullSpeed;

    private OfRun(TrainingJob job, double fullSpeed) {
      this.run =
          new String[] {
            job.getSpec().getExperimentId(),
            job.getJobId(),
            Integer.toString(job.getSpec().getShape().getPredictTokens())
          };
      this.fullSpeed = fullSpeed;
      stepped();
    }

    private void stepped() {
      lastStep.labelValues(run).set(clock.instant().toEpochMilli() / 1e3);
    }

    void observe(Step step) {
      stepped();
      double seconds = step.took().toNanos() / 1e9;
      losses(step.losses(), "train");
      tokensPerSecond.labelValues(run).set(step.tokens() / seconds);
      utilization.labelValues(run).set(step.tokens() / seconds / fullSpeed);
      learningRate.labelValues(run).set(step.learningRate());
      gradientNorm.labelValues(run).set(step.gradientNorm());
      tokens.labelValues(run).inc(step.tokens());
      stepSeconds.labelValues(run).observe(seconds);
    }

    void validated(List<Float> losses) {
      losses(losses, "validation");
    }

    private void losses(List<Float> losses, String split) {
      for (int head = 1; head <= losses.size(); head++) {
        loss.labelValues(run[0], run[1], run[2], Integer.toString(head), split)
            .set(losses.get(head - 1));
      }
    }

    void written(Written files) {
      checkpointSeconds.labelValues(run).observe(files.took().toNanos() / 1e9);
      checkpointBytes.labelValues(run).set((double) files.bytes());
    }

    void notSaved() {
      saveFailures.labelValues(run).inc();
    }

    @Override
    public void close() {
      loss.removeIf(values -> values.get(1).equals(run[1]));
      List.of(tokensPerSecond, utilization, learningRate, gradientNorm, lastStep, checkpointBytes)
          .forEach(gauge -> gauge.remove(run));
    }
  }
}
