package dev.foresight.sampler.control;

import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.reconciling.Pace;
import dev.foresight.sampler.views.Views;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** How far the active evaluations are, and how fast. */
@Component
@InRole(Role.CONTROL)
class Standing {
  private final Views views;
  private final Clock clock;
  private final Pace pace = new Pace();
  private final Gauge active;
  private final Gauge missing;

  Standing(Views views, Clock clock, PrometheusRegistry registry) {
    this.views = views;
    this.clock = clock;
    this.active =
        Gauge.builder()
            .name("foresight_evaluations_active")
            .help("Evaluations that are not complete, and neither cancelled nor failed")
            .register(registry);
    this.missing =
        Gauge.builder()
            .name("foresight_sampling_missing_samples")
            .help("Samples that active evaluations want and that are not counted")
            .register(registry);
    GaugeWithCallback.builder()
        .name("foresight_sampling_conflicts")
        .help("Samples that came back different from the first of their index, all evaluations")
        .callback(gauge -> gauge.call((double) conflicts()))
        .register(registry);
  }

  /** Notes how far they are now. */
  void note(List<Progress> evaluations) {
    active.set(evaluations.size());
    missing.set(evaluations.stream().mapToDouble(Progress::missing).sum());
    pace.note(
        evaluations.stream().collect(Collectors.toMap(Progress::id, Progress::counted)),
        clock.instant());
  }

  /** When an active evaluation will be complete if it goes on as over the last minutes. */
  Optional<Duration> timeLeft(Progress evaluation) {
    return pace.timeLeft(evaluation.id(), evaluation.missing());
  }

  private long conflicts() {
    return views.running()
        ? views.evaluations().stream()
            .mapToLong(e -> new Progress(e, views.cells(e)).conflicts())
            .sum()
        : 0;
  }
}
