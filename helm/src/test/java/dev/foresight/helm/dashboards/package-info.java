/** Grafana's dashboards: their source, and what a real Prometheus answers to them. */
@NullMarked
package dev.foresight.helm.dashboards;

import org.jspecify.annotations.NullMarked;
