package dev.foresight.scorer.metrics;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Which results have series in Prometheus.
 *
 * @param evaluations the latest so many; 0 has none
 */
@Validated
@ConfigurationProperties("foresight.scorer.metrics")
record MetricsSettings(@Min(0) int evaluations) {}
