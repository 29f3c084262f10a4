package dev.foresight.scorer.metrics;

import dev.foresight.proto.Evaluation;
import dev.foresight.proto.EvaluationState;
import dev.foresight.scorer.pipeline.Views;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * pass@k of the latest evaluations under each one's primary policy, read off the views at each
 * scrape. A run is the training job, or for a checkpoint from elsewhere the checkpoint. Of several
 * evaluations of the same run at the same temperature the latest has the series.
 */
@Component
@EnableConfigurationProperties(MetricsSettings.class)
class PassAtKMetrics implements MultiCollector {
  private final Views views;
  private final MetricsSettings settings;

  PassAtKMetrics(Views views, MetricsSettings settings, PrometheusRegistry registry) {
    this.views = views;
    this.settings = settings;
    registry.register(this);
  }

  /** No series until the views can be read. */
  @Override
  public MetricSnapshots collect() {
    var series = new Series();
    try {
      views.evaluations().stream()
          .limit(settings.evaluations())
          .forEach(evaluation -> add(evaluation, series));
    } catch (InvalidStateStoreException starting) {
      return MetricSnapshots.of();
    }
    return series.snapshots();
  }

  private void add(Evaluation evaluation, Series series) {
    var policies = evaluation.getSpec().getPoliciesList();
    var primary = policies.isEmpty() ? "" : policies.getFirst();
    boolean active = evaluation.getState() == EvaluationState.EVALUATION_STATE_ACTIVE;
    views.cells(evaluation.getEvaluationId()).forEach(cell -> series.add(cell, primary, active));
  }
}
